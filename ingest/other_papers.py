"""The words of the papers that lie beside certificates and are none, and of certificates that are not filled in.

Takes nothing, gives `Cue`s. Refuses to weigh them: that is `paper`.
"""

import re
from typing import Final

from ingest.paper_words import Cue, make_cue

TIMETABLE: Final = Cue(
    "times of the day", -2.5, re.compile(r"(?<![\d:])\d{1,2}:\d\d(?![\d:])")
)  # where it stands often
AGAINST: Final = (
    make_cue(
        "a bill",
        -4.0,
        r"""
        invoice
        (?:amount|total|balance) due
        bill(?:ed)? to
        purchase order
        remit(?:tance)?(?: to)?
        """,
    ),
    make_cue(
        "a payment",
        -2.5,
        r"""
        subtotal
        payment (?:received|due|method|terms|information)
        paid (?:by|with|in full)
        receipt (?:number|no|date|for|\#)
        order (?:number|no|total|summary|confirmation|date|\#)
        unit price
        card (?:number|ending)
        """,
    ),
    make_cue(
        "prices",
        -2.5,
        r"""
        (?:usd|us\$|\$|€|£) ?\d[\d,]*(?:\.\d\d)?
        \d[\d,]*(?:\.\d\d)? (?:usd|dollars)
        (?:course |registration )?fees? ?:
        per person
        early[ -]bird
        """,
    ),
    make_cue(
        "registration",
        -2.5,
        r"""
        (?:to )?register,? (?:now|today|by|online|at|here|before|early|for|visit|go|call)
        reserve (?:your|a) (?:seat|place|spot)
        registration (?:form|fees?|opens|deadline|closes|is|number|type|confirmation|details)
        registration ?:
        (?:you are|you['’]re|you have|has|have|are now) (?:now |been |successfully )*(?:registered|enrolled|signed up)
        thank you for (?:registering|enrolling|signing up|your (?:order|registration|purchase|payment|interest))
        (?:registration|enrol+ment|booking) (?:is |has been )?(?:confirmed|complete|received)
        enrolled (?:in|for)
        sign up
        join us
        """,
    ),
    make_cue(
        "a ticket",
        -4.0,
        r"""
        (?:registration|enrol+ment|booking|order) confirmation
        confirms your (?:registration|enrol+ment|booking|order)
        admission ticket
        booking reference
        look forward to (?:seeing|welcoming) you
        bring this (?:page|ticket|confirmation)
        add (?:this event )?to (?:your )?calendar
        """,
    ),
    make_cue(
        "a reminder",
        -5.0,
        r"""
        (?:our )?records (?:show|indicate) (?:that )?you have not
        you have been (?:admitted|assigned|accepted|selected|nominated|enrolled|registered|invited)
        (?:membership|subscription) (?:renewal|expires|will expire)
        renew (?:now|your|today)
        offer of admission
        notice of assignment
        certificates? (?:is|are|will be|can be) (?:\w+ )?(?:issued|sent|mailed|e-?mailed|available\
          |awarded) (?:when|after|once|upon|by)
        (?:which |that )?(?:begins|starts|opens) on
        have not (?:yet )?(?:completed|started|passed|finished)
        friendly reminder
        """,
    ),
    make_cue(
        "what is to come",
        -2.5,
        r"""
        save the date
        will (?:learn|receive|be (?:sent|issued|e-?mailed|available|able|held|provided|awarded|covered))
        you(?:['’]ll| will)
        upcoming|forthcoming
        you are invited
        (?:earn|receive|obtain) up to
        up to \d[\d.]* (?:\w+ )?(?:contact |credit |ce )?(?:hours?|credits?)
        (?:webinar|workshop|course|seminar|session|program|event) offers
        (?:at no charge|free of charge|lunch is included|free admission)
        who should (?:attend|take)
        can be (?:earned|claimed|printed)
        (?:may|can|must|to) (?:earn|claim|receive|obtain)(?: up to)?
        (?:seats?|places?|space) (?:are|is) limited|limited (?:seat|place|space)\w*
        (?:invites|invited) (?:you|to)|we invite
        don['’]?t miss
        call for (?:abstracts|papers)
        to be (?:announced|held)
        """,
    ),
    make_cue(
        "a timetable",
        -2.5,
        r"""
        agenda
        time (?:session|lecture|topic|activity|event|title|subject|presentation)
        (?:conference|meeting|program|session|class|course) schedule
        (?:coffee|lunch) break
        opening remarks
        exhibit hall
        """,
    ),
    make_cue(
        "a form to fill in",
        -2.5,
        r"""
        please (?:complete|fill|return|check|circle|mail|submit|type) [^\n]{0,30}
        fill (?:in|out)
        (?:complete|return|submit|mail|fax) (?:this|the) (?:form|application)
        check (?:one|all that apply)
        application (?:for|form|fee)
        applicant(?:['’]s)?
        for office use(?: only)?
        attach (?:a |copies|additional)
        date of birth|social security
        """,
    ),
    make_cue(
        "an evaluation",
        -3.0,
        r"""
        (?:course|program|session|activity|speaker|participant|training) evaluation(?: form)?
        evaluation form
        (?:participant|course|your|learner) (?:feedback|survey)
        strongly (?:agree|disagree)
        (?:please )?(?:rate|circle) (?:the|your|each|how) [^\n]{0,30}
        on a scale (?:of|from)
        how (?:likely|satisfied|well) (?:are|did|do|was|were) [^\n]{0,20}
        poor fair good(?: excellent)?|excellent good fair(?: poor)?
        suggestions for (?:future|improvement)
        """,
    ),
    make_cue(
        "ratings",
        -4.0,
        r"""
        1 2 3 4 5
        (?:objectives|expectations) were met
        would recommend (?:this|the)
        (?:room|speaker|material|materials|handouts|pace|length) (?:was|were|knew)
        """,
    ),
    make_cue(
        "a policy",
        -3.0,
        r"""
        (?:purpose|scope|policy|procedure|responsibilities|definitions) ?:
        policy (?:statement|and procedure|title)
        standard operating procedure
        (?:all )?(?:staff|employees|personnel) (?:must|shall|are required)
        this policy
        """,
    ),
    make_cue(
        "a controlled document",
        -3.0,
        r"""
        (?:policy|procedure|document) (?:no|number)\.? ?[:#]?
        effective date
        supersedes
        revision (?:date|history|no)\.?
        """,
    ),
    make_cue(
        "a card",
        -4.0,
        r"""
        identification card|id card|membership card
        if found,? (?:please )?(?:return|drop) [^\n]{0,20}
        blood (?:group|type) ?:
        badge (?:no|number)
        member since
        """,
    ),
    make_cue(
        "a licence",
        -4.0,
        r"""
        (?:hereby|duly|currently|is) (?:licensed|registered|authori[sz]ed) (?:as an?|to (?:practi[sc]e|operate\
          |perform))
        licen[cs]e (?:type|status|class|category|holder|expires|issued|renewal)
        conspicuously (?:displayed|posted)
        certificate of (?:compliance|waiver|registration|accreditation|insurance|analysis|origin|incorporation|birth)
        licen[cs]e to practi[sc]e
        this licen[cs]e
        """,
    ),
    make_cue(
        "a letter about a job",
        -4.0,
        r"""
        (?:offer|letter) of (?:employment|appointment)
        pleased to (?:offer|welcome)
        your (?:employment|application|salary|start date|position)
        (?:annual|hourly|base) (?:salary|wage|rate)
        (?:job|position) (?:description|summary)
        curriculum vitae|résumé
        work experience|terms of employment|hiring manager
        (?:full|part)[ -]time
        """,
    ),
    make_cue(
        "a price list",
        -4.0,
        r"""
        course (?:catalog(?:ue)?|library|list|offerings)
        available (?:courses|webinars|programs)
        price list|training calendar
        (?:title|course|hours|credits?|ce) (?:\S+ )?(?:fee|price|cost)s?
        (?:fee|price|cost)s? (?:title|course|hours|credits?|ce)
        """,
    ),
    make_cue(
        "a brochure",
        -2.5,
        r"""
        brochure
        prerequisites?
        what (?:you['’]ll|you will|is included|to expect)
        why (?:choose|attend|join)
        contact us|call us|learn more|for more information
        visit (?:us|our)(?: website| booth)?
        our (?:courses|programs|instructors|services)
        add to cart
        """,
    ),
    make_cue(
        "a text to read",
        -2.5,
        r"""
        table of contents|bibliography|appendix [a-z\d]
        abstract ?:
        chapter \d+
        (?:figure|fig\.|table) \d+
        doi ?:
        et al\.?
        """,
    ),
    make_cue(
        "a message or a page of a site",
        -2.0,
        r"""
        (?:from|to|sent) ?: [^\n]{0,80}\s+(?:to|sent|cc|date|subject) ?:
        subject ?:
        unsubscribe
        log ?(?:in|out)|cookies?|password
        my (?:account|courses|dashboard|cart|profile)
        (?:start|launch|resume|continue) (?:the )?(?:course|activity|lesson)
        in progress
        not (?:yet )?(?:started|completed|complete|passed)
        """,
    ),
)
# A name that is still to be written. One written by hand may not have been read: this only sends the paper to a person.
BLANK: Final = make_cue(
    "a blank in place of a name",
    0.0,
    r"""
    (?:certif|verif|confirm|attest|acknowledge)\w* that ?:? ?[_.…]{6,}(?=\n|\Z)
    (?:awarded|presented|granted|issued|given|name|participant|attendee|recipient)(?: (?:to\
      |\(please print\)))? ?:? ?[_.…]{6,}(?=\n|\Z)
    _{6,} \(?(?:print |full |first,? |participant(?:['’]s)? |your )*(?:name|last)\)?
    [\[<{«]+ ?(?:(?:your|full|first|last|participant|recipient|student|attendee|holder\
      |insert)[ _]?){1,2}(?:name)?[^\]>}»\n]{0,20}[\]>}»]+
    (?:your|recipient|participant|student|insert|first) name(?: here| goes here)
    firstname lastname|name surname
    (?:sample|specimen|void) (?:certificate|only|copy)
    lorem ipsum
    """,
)
