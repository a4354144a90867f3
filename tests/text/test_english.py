import pytest

from bookgenre.corpus import read_records
from bookgenre.text.english import looks_english

FOREIGN = {
    "German": (
        "Als die junge Lehrerin Anna nach dem Tod ihres Vaters in das kleine Dorf an der Küste zurückkehrt, findet "
        "sie im alten Haus einen Brief, der alles verändert. Wer war der Mann, den ihre Mutter so lange liebte?"
    ),
    "French": (
        "Dans une petite ville au bord de la mer, une jeune boulangère reçoit chaque matin une lettre sans nom. "
        "Elle cherche avec son frère celui qui les écrit, et découvre peu à peu le passé que sa famille a voulu "
        "oublier."
    ),
    "Spanish": (
        "Cuando Elena hereda la vieja librería de su abuelo en el centro de Sevilla, encuentra entre las páginas "
        "de un libro olvidado el mapa de una isla que no existe. Alguien más lo busca, y no piensa dejarla llegar "
        "primero."
    ),
    "Italian": (
        "Nella Venezia del Settecento una giovane pittrice nasconde un segreto sotto i colori dei suoi quadri. "
        "Quando un ricco mercante viene trovato senza vita nel canale, tutti i sospetti cadono su di lei e sulla "
        "sua bottega."
    ),
    "Portuguese": (
        "Depois de muitos anos longe de casa, Miguel volta para a aldeia onde nasceu e encontra a quinta do avô em "
        "ruínas. Com a ajuda de uma vizinha teimosa, decide plantar de novo a vinha e fazer as pazes com o irmão."
    ),
    "Dutch": (
        "In een klein dorp achter de dijk verdwijnt op een mistige avond een meisje. Haar broer gelooft niet dat "
        "zij is weggelopen en gaat zelf op zoek, langs boerderijen waar iedereen zwijgt over wat er vroeger is "
        "gebeurd."
    ),
    "Swedish": (
        "När den unga journalisten Karin kommer till ön för att skriva om fyren, hittar hon en dagbok som ingen "
        "har läst på hundra år. Snart förstår hon att någon på ön gör allt för att sanningen ska stanna i det "
        "fördolda."
    ),
    "Polish": (
        "Po śmierci ojca młoda lekarka wraca do małego miasteczka w górach, gdzie nikt nie chce mówić o tamtej "
        "zimie. W starym domu znajduje listy, które prowadzą ją do zaginionej siostry i do tajemnicy całej "
        "rodziny."
    ),
    "Turkish": (
        "Genç bir öğretmen, dedesinden kalan eski evi satmak için köye döner ve tavan arasında yıllarca saklanmış "
        "mektuplar bulur. Her mektup onu başka bir komşunun kapısına götürür, ama kimse o kışı anlatmak istemez "
        "sonunda."
    ),
    "Russian": (
        "Молодая учительница приезжает в далёкую деревню на берегу реки и находит в старой школе дневник, который "
        "никто не читал сто лет. Чем больше она узнаёт о прошлом этих людей, тем меньше ей хочется уезжать обратно "
        "в город."
    ),
    "Japanese": (
        "海辺の小さな町で祖母の本屋を受け継いだ若い女性は、古い本の間に一枚の地図を見つける。それは誰も知らな"
        "い島への道を示していた。彼女は幼なじみの漁師とともに、失われた家族の秘密を探す旅に出る。"
    ),
    "Arabic": (
        "تعود معلمة شابة إلى قريتها الصغيرة على ساحل البحر بعد سنوات طويلة من الغياب، فتجد في بيت جدها القديم "
        "رسائل لم يقرأها أحد منذ الحرب. تقودها كل رسالة إلى جار جديد، وإلى سر أخفته العائلة عن الجميع زمنا طويلا."
    ),
}

ENGLISH = [
    (
        "A retired cartographer is asked to draw one last map, of a country that does not exist yet, and learns "
        "that three governments are ready to kill for it."
    ),
    "Eighty quick suppers for tired people: one pan, ten minutes, five ingredients, no fuss. With photographs.",
    "Two brothers. One farm. A drought that will not end.",
    (
        "Dragons! Pirates! Cake! Join Pip and her goat on their silliest adventure yet, with flaps to lift on "
        "every page."
    ),
    (
        "The third volume of the standard history of the Hanseatic League covers trade, law and shipping from 1370 "
        "to 1474."
    ),
    (
        "Captain Rourke has lost her ship, her crew and her licence. What she has left is a grudge and a very fast "
        "engine."
    ),
    ("When Señora Álvarez opens her café in Málaga, she expects tourists, not a corpse in the piñata. A cosy mystery."),
    "Learn Python by building twelve games, step by step, from a guessing game to a small platformer.",
    "Murder, money, marriage.",
]


@pytest.mark.parametrize("language", FOREIGN)
def test_a_paragraph_in_another_language_is_noticed(language):
    assert not looks_english(FOREIGN[language])


@pytest.mark.parametrize("blurb", ENGLISH)
def test_an_english_blurb_is_believed(blurb):
    assert looks_english(blurb)


@pytest.mark.parametrize(
    "text",
    [
        "Spy thriller. Berlin, 1961. Dead handler. Stolen files. Double agent. Betrayal. Murder. Revenge. Escape.",
        "Spies, secrets, stolen files, dead handlers, double agents, midnight escapes, poisoned cups, burning bridges",
        "Dragons magic swords elves dwarves quest kingdom betrayal prophecy sorcerer",
        "\u201cGripping!\u201d \u2014 Daily Post. \u201cChilling!\u201d \u2014 A. Critic. \u201cSuperb!\u201d",
        "Paris, 1940. Caf\u00e9 owner. Hidden radio. Secret lover. German officer. Last train. No witnesses.",
    ],
)
def test_telegraphic_english_and_quotations_are_believed(text):
    assert looks_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Mord am Fluss. Kommissar Weber ermittelt. Dunkle Geheimnisse. Alte Schuld. Verrat und Rache. Eine Flucht.",
        "Berl\u00edn, 1961. Agente doble. Archivos robados. Traici\u00f3n. Asesinato. Venganza. Huida. El muro.",
        "Berlin, 1961. Un agent double. Des dossiers vol\u00e9s. Trahison. Meurtre. Vengeance. Le mur.",
    ],
)
def test_telegraphic_texts_in_another_language_are_noticed(text):
    assert not looks_english(text)


@pytest.mark.parametrize("space", ["%20", "+", ".", "_", ""])
def test_a_text_without_spaces_is_noticed(space):
    assert not looks_english(space.join(ENGLISH[0].split()))


def test_capitals_change_nothing():
    assert looks_english(ENGLISH[0].upper())
    assert not looks_english(FOREIGN["German"].upper())


def test_a_few_words_in_latin_script_get_the_benefit_of_the_doubt():
    assert looks_english("Der Tod in Venedig")
    assert not looks_english("Смерть в Венеции")


def test_a_foreign_name_in_an_english_blurb_is_no_foreign_blurb():
    assert looks_english("The life and the letters of Лев Толстой, told by the woman who copied all of his novels.")


def test_a_text_without_letters_is_not_called_foreign():
    assert looks_english("1984 ... 2001!")


def test_fewer_than_one_in_a_hundred_gathered_blurbs_is_called_foreign(shared):
    blurbs = [record.book.description for record in read_records(shared / "corpus" / "validation.jsonl.gz")]
    flagged = sum(not looks_english(blurb) for blurb in blurbs)
    assert flagged < len(blurbs) / 100
