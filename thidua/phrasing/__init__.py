"""
Rules in words: every word of a criteria file as a sentence a board reads, and two versions side by side.

The doors are ``board.board_of``, ``sheets.write_board`` and ``differences.differences``. What is said about
rules is said in Vietnamese, the language of the rules, whatever language the program itself speaks.
"""
