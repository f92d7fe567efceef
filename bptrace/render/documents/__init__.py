"""The same as documents; an answer in whatever form somebody wants it.

parts                    blocks with their numbers: a document before it has a format
filling, document        how they come about: from blocks, from a trace
markdown, latex, html    parts -> text, one module a format; `renderers` lists them
terminal                 lines -> a terminal, a pipe, a file
part_lines, answer_lines parts -> lines
shown, answer            what a function of the library answers: `str` is a page
"""
