"""What is held about people: the copy they may take, who opened it, how long it is kept, and the way the law gives to the rest."""
