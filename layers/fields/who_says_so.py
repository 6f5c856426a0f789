"""Who says so, how good that is, who may see it, and what became of it."""

from __future__ import annotations

from layers.fields.field import ADMIRALTY, ARCHIVER, ISO_8601, Field

__all__ = ["WHO_SAYS_SO"]

WHO_SAYS_SO: tuple[Field, ...] = (
    Field(
        name="source_title",
        meaning="Title and publisher of the source; several separated by ' | '",
        source=ARCHIVER,
        aliases=("source", "upload_title", "source_headline", "headline", "source_name"),
        example="RFE/RL: Satellite images reveal build-up",
    ),
    Field(
        name="source_url",
        meaning="Address of the source; several separated by ' | '",
        source=ARCHIVER,
        aliases=("url", "link", "sources_url", "source_link", "sources", "href"),
        example="https://example.org/report",
    ),
    Field(
        name="source_date",
        type="dates",
        meaning="When the source was published; several separated by ' | '",
        source=ISO_8601,
        aliases=("sources_date", "upload_timestamp", "published", "publication_date"),
        example="2022-01",
    ),
    Field(
        name="source_archive_url",
        meaning="Address of an archived copy of the source",
        source=ARCHIVER,
        aliases=("archive_location", "archive_url", "archived_url", "wacz"),
        example="https://web.archive.org/web/2022/https://example.org/report",
    ),
    Field(
        name="source_sha256",
        meaning="SHA-256 of the archived file, 64 hexadecimal digits",
        source=ARCHIVER,
        aliases=("hash", "sha256", "archive_hash"),
    ),
    Field(
        name="source_language",
        meaning="Language of the source, ISO 639-1",
        source="ISO 639",
        aliases=("language", "lang"),
        example="be",
    ),
    Field(
        name="source_reliability",
        type="word",
        vocabulary="source_reliability",
        meaning="How reliable the source is; F means cannot be judged, not worst",
        source=ADMIRALTY,
        aliases=("reliability",),
        example="B",
    ),
    Field(
        name="information_credibility",
        type="word",
        vocabulary="information_credibility",
        meaning="How credible the information is; 1 needs two independent sources, "
        "6 means cannot be judged",
        source=ADMIRALTY,
        aliases=("credibility",),
        example="2",
    ),
    Field(
        name="verification_status",
        type="word",
        vocabulary="verification_status",
        meaning="How far the record has been checked",
        aliases=("verification", "verified"),
        example="verified",
    ),
    Field(
        name="handling",
        type="word",
        vocabulary="handling",
        meaning="Who may see the record",
        source="after the Traffic Light Protocol",
        aliases=("tlp", "classification"),
        example="public",
    ),
    Field(
        name="embargo_until",
        type="datetime",
        meaning="Moment before which the record is not published",
        source=ISO_8601,
        aliases=("embargo",),
        example="2022-01-21T12:00Z",
    ),
    Field(
        name="sensitivity",
        meaning="Why the record needs care, in words",
        aliases=("sensitive",),
        example="shows a private house",
    ),
    Field(
        name="supersedes",
        meaning="id of the earlier record that this one replaces",
        aliases=("replaces",),
        example="EX-D-001",
    ),
    Field(
        name="retracted",
        type="flag",
        vocabulary="flag",
        meaning="true when the record was withdrawn; it stays in the file",
        aliases=("withdrawn",),
        example="true",
    ),
    Field(
        name="retraction_reason",
        meaning="Why it was withdrawn",
        aliases=("retracted_because",),
        example="footage was from 2015",
    ),
    Field(
        name="description",
        meaning="One neutral sentence about what was seen",
        expected=True,
        aliases=("note", "notes", "comment", "comments", "remarks", "summary", "text", "details"),
        example="A post of 18 January 2022 reported Russian troops seen in Mazyr.",
    ),
)
