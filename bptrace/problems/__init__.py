"""What can be wrong with a config: as data, in words, and laid out with the line and a caret.

problem   findings and problems, the kinds there are
english   what each kind says
layout    a problem -> the text that a user reads
near      the right word for one that is nearly right
"""
