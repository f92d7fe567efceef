"""What somebody printed -> for each number: right, following from their own others, or wrong.

claimed       each claim with the value that it is about
own  inexact  the values as they are from somebody's own numbers, within what those leave open
verdicts      the verdict on each
"""
