"""Programs as people write them, each with one mistake at a time; they know nothing of bptrace."""
