"""Answers of services in their documented form, and a client that gives them and nothing else."""

import json

import httpx

from site_builder.http import Client, Limits

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <link href="http://arxiv.org/api/query?id_list={id}" rel="self" type="application/atom+xml"/>
  <title type="html">ArXiv Query: search_query=&amp;id_list={id}</title>
  <id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id>
  <updated>2026-11-20T00:00:00-05:00</updated>
  <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">1</opensearch:totalResults>
  {entry}
</feed>
"""
ENTRY = """<entry>
    <id>http://arxiv.org/abs/{id}v2</id>
    <updated>2024-03-02T18:00:00Z</updated>
    <published>2024-01-22T18:00:00Z</published>
    <title>{title}</title>
    <summary>  We store less. Code: https://github.com/toy-example/cachefold.
  </summary>
    <author><name>Núria Toy</name></author>
    <author><name>Bo Sample</name></author>
    <arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">8 pages</arxiv:comment>
    <arxiv:journal_ref xmlns:arxiv="http://arxiv.org/schemas/atom">{journal}</arxiv:journal_ref>
    <link href="http://arxiv.org/abs/{id}v2" rel="alternate" type="text/html"/>
    <arxiv:primary_category xmlns:arxiv="http://arxiv.org/schemas/atom" term="cs.LG"
        scheme="http://arxiv.org/schemas/atom"/>
    <category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>
  </entry>"""
ERROR = """<entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_2401.9999</id>
    <title>Error</title>
    <summary>incorrect id format for 2401.9999</summary>
    <updated>2026-11-20T00:00:00-05:00</updated>
    <author><name>arXiv api core</name></author>
  </entry>"""
TITLE = "CacheFold: Folding the KV\n  Cache of Toys"


def atom(identifier="2401.12345", title=TITLE, journal="", entry=ENTRY):
    """An answer of the arXiv API."""
    filled = entry.format(id=identifier, title=title, journal=journal)
    return ATOM.format(id=identifier, entry=filled)


def crossref(**fields):
    """A work as Crossref's REST API gives it."""
    work = {
        "DOI": "10.5555/toy.2024.7",
        "type": "proceedings-article",
        "title": ["Toys &amp; Their <i>Caches</i>"],
        "author": [
            {"given": "Núria", "family": "Toy", "sequence": "first", "affiliation": []},
            {"given": "Bea", "family": "Núñez de Prueba", "sequence": "additional"},
            {"name": "The Toy Team", "sequence": "additional"},
        ],
        "container-title": ["Proceedings of the Toy Conference"],
        "published": {"date-parts": [[2024, 5, 7]]},
        "page": "611-626",
    }
    return {"status": "ok", "message-type": "work", "message": work | fields}


def answering(answers, asked=None):
    """A client that answers by what an address contains: a status, JSON, text or bytes."""

    def answer(request):
        address = str(request.url)
        (asked if asked is not None else []).append(address)
        replies = (reply for part, reply in answers.items() if part in address)
        return _response(next(replies, 404))

    return Client(
        Limits(pause=0, attempts=2),
        transport=httpx.MockTransport(answer),
        resolve=lambda host: [],
        sleep=lambda seconds: None,
        clock=lambda: 0.0,
    )


def _response(reply):
    if isinstance(reply, int):
        return httpx.Response(reply, headers={"retry-after": "30"})
    if isinstance(reply, dict):
        return httpx.Response(200, content=json.dumps(reply).encode())
    return httpx.Response(200, content=reply.encode() if isinstance(reply, str) else reply)
