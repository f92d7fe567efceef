"""Where signs and words stand on a page.

lines      spans of text with a meaning; columns aligned at the decimal point
blocks     headings, remarks, derivations, tables: a page before numbers are in it
cells      the numbers of a record, as a block shows them
fractions  one above the other
breaking   where a long formula goes on in the next line
laid_out   blocks and the numbers of an iteration -> lines
"""
