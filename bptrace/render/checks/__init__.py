"""What a check finds, as a page.

check        every wrong number with what is to be said of it; claimed: by its name and moment
diagnosis    what explains them; mistakes: the catalogue
origins      where a number can come from
gradients    derived gradients beside measured ones
differences  where two traces part
data         the answers as JSON
shown        the functions of the library
"""
