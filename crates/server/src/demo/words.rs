//! What analysts write to reporters when they ask nothing.

use domain::language::Language;

/// The first answer.
pub(super) const FIRST: [(Language, &str); 5] = [
    (
        Language::Da,
        "Tak for jeres indberetning. Jeg har taget sagen og går i gang nu. Gør som der står i \
         førstehjælpen imens, og skriv her, hvis noget ændrer sig.",
    ),
    (
        Language::Da,
        "Hej. Jeg har læst jeres beskrivelse og ser på det med det samme. I hører fra mig igen i \
         løbet af i dag. Slet ikke noget, før vi har talt sammen.",
    ),
    (
        Language::Da,
        "Vi har modtaget det hele, og det er nok til at komme i gang. Gem mails, beskeder og \
         skærmbilleder, som de er. Jeg vender tilbage, så snart jeg ved mere.",
    ),
    (
        Language::En,
        "Thank you for your report. I have taken the case and am looking at it now. Please keep \
         everything as it is and write here if anything changes.",
    ),
    (
        Language::En,
        "We have what we need to begin. Follow the first aid on your page meanwhile; you will hear \
         from me again today.",
    ),
];

/// Later ones.
pub(super) const NEWS: [(Language, &str); 5] = [
    (
        Language::Da,
        "Kort nyt: vi har gennemgået det, I sendte, og sammenholdt det med andre sager. Der er ikke \
         noget, I skal gøre lige nu. Næste besked kommer senest i morgen.",
    ),
    (
        Language::Da,
        "Vi venter på svar fra udbyderen og har rykket i dag. Sig til, hvis I ser nye tegn på, at \
         nogen er inde.",
    ),
    (
        Language::Da,
        "Analysen er næsten færdig. Det ser ud til, at vejen ind er lukket. Jeg skriver en samlet \
         konklusion, når det sidste er kontrolleret.",
    ),
    (
        Language::En,
        "A short update: we have gone through what you sent and compared it with other cases. There \
         is nothing you need to do right now.",
    ),
    (
        Language::En,
        "We are waiting for the provider and have reminded them today. Tell us if you see new signs \
         that somebody is inside.",
    ),
];
