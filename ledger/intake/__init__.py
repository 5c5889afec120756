"""A file of some tool becomes events: one module a tool, listed in `catalogue`.

What every adapter promises. It has one function, `read(name, stream, options) -> Iterator[Found]`, that asks neither
the clock nor the ledger, and:

- gives an event (`Offered` with a submission), a refusal (`Offered` without) or `LeftOut` for whatever the file
  holds: nothing is dropped in silence;
- takes a local time only with `options.zone`, and one that the clock shows twice only with `options.fold`;
- keeps what the tool says of when it learned of something as `recordedtime`;
- makes ids from what the tool itself never changes, so that the same export imported twice adds nothing, and a later,
  longer one only what is new;
- says what the file says now: `revision` compares it with what the ledger was told before, and makes restatements;
- needs memory in proportion to the file at most, and raises nothing but Refusal, whatever the file holds.
"""
