"""A training step -> a program of its own, in another language, that prints the same values.

plan          what a program is made of: the equations, the values it starts with, the samples
parts         the sums within a vector function as equations, so that they have names
functions     the functions that a program defines: sigmoid, once
identifiers   names that a language allows, each once
listing       a plan -> assignments in order: what C, JavaScript and plain Python have in common
python, c, javascript   a listing -> text
arrays        an equation -> NumPy, all values of a family at once
numpy_text, torch_text  a plan -> text
expected      iterations of a trace -> arrays of a C header
code          what a user asks for, by the name of the language
"""
