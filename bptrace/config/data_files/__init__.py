"""Files beside a config: samples, weights, a state to start from.

opening      a path -> the file's text or arrays
delimited    CSV         ┐
json_lines   JSON Lines  ├ -> columns
arrays       NPZ         ┘
selecting    what `input` and `target` say -> which columns
samples      columns -> samples, scaled and one-hot, and where they come from
weights      NPZ or JSON -> a layer's weights
start        a trace, JSON or NPZ -> parameters and states
"""
