"""Briefings: what is reported for a period, as a document that can be handed on.

`maps.briefing.build` reads and counts once; `maps.briefing.figures` are the numbers,
`maps.briefing.content` puts them into words and tables (`maps.briefing.blocks`), and one module
for each format writes those: Markdown, HTML, Word, PowerPoint and PDF.
"""
