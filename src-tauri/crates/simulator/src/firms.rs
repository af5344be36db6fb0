//! Invented firms and offices of the countries that have a part in the demonstration. Any likeness to a real one is an
//! accident. Every other country's are made by [`crate::cast`].

/// Name, name in another script, street, city.
pub(crate) type Firm = (&'static str, Option<&'static str>, &'static str, &'static str);

/// A country that has names of its own here: nothing that a pack could say, only who plays.
pub(crate) struct Named {
    /// Alpha-2.
    pub country: &'static str,
    pub exporters: &'static [Firm],
    /// Name and office.
    pub officials: &'static [(&'static str, &'static str)],
    /// UN/ECE Recommendation 19, and the place.
    pub ports: &'static [(&'static str, &'static str)],
    /// Digits of the HS codes that it writes.
    pub hs_digits: usize,
    pub manner: Manner,
}

/// What a partner does in the demonstration that no arrangement says of any.
#[derive(Clone, Copy, Default)]
pub(crate) struct Manner {
    /// What it stops serving after some days.
    pub stops: Stops,
    /// A signer who is not entitled was never listed; else it was, and is disabled.
    pub unlisted: bool,
    /// Its format also comes from a country with which nothing is arranged, on a stick.
    pub stranger: bool,
}

/// What a partner stops serving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stops {
    #[default]
    Nothing,
    Revocation,
    List,
}

/// The three of the demonstration.
pub(crate) const NAMED: &[Named] = &[
    Named {
        country: "XB",
        exporters: BORASTRIA,
        officials: &[
            ("Milena Torvald", "Chamber of Origin, Port Borava"),
            ("Ruben Achterberg", "Chamber of Origin, Lenntal"),
            ("Ярослава Котова", "Palata proiskhozhdeniya, Novoborsk"),
            ("Ines Salgueiro", "Chamber of Origin, Sete Pontes"),
        ],
        ports: &[("1", "Port Borava"), ("3", "Velika Bora"), ("2", "Lenntal")],
        hs_digits: 8,
        manner: Manner { stops: Stops::Nothing, unlisted: false, stranger: false },
    },
    Named {
        country: "XC",
        exporters: CONCORDIA,
        officials: &[
            ("Hanne Brinkvold", "Origin Office Neuhaven"),
            ("Ελένη Μαυρίδου", "Origin Office Krini"),
            ("林雨晴", "Origin Office Jinxi"),
            ("Aurèle Chastaing", "Origin Office Saint-Orme"),
        ],
        ports: &[("1", "Neuhaven"), ("4", "Saint-Orme"), ("1", "Nordhavn")],
        hs_digits: 8,
        manner: Manner { stops: Stops::Revocation, unlisted: true, stranger: true },
    },
    Named {
        country: "XT",
        exporters: KATANGA,
        officials: &[
            ("Josepha Mwilambwe", "Origin Desk Kolwira"),
            ("سلمى القاسمي", "Origin Desk Madinat an-Nur"),
            ("Crispin Tshala", "Origin Desk Mitumba"),
            ("Beatrice Kalonga", "Origin Desk Kasaro"),
        ],
        ports: &[("1", "Kolwira"), ("3", "Mitumba"), ("4", "Kasaro")],
        hs_digits: 6,
        manner: Manner { stops: Stops::List, unlisted: false, stranger: false },
    },
];

/// Exporters of Borastria: Latin and Cyrillic.
const BORASTRIA: &[Firm] = &[
    ("Borava Spinning Mills Ltd", None, "14 Weir Street", "Port Borava"),
    ("Lenntal Dairy Cooperative", None, "Kirchweg 3", "Lenntal"),
    ("Завод «Северный Луч»", Some("Severny Luch Works"), "ул. Причальная, 27", "Новоборск"),
    ("Oficina Têxtil Vale do Bora", None, "Rua do Moinho, 88", "Sete Pontes"),
    ("Мукомольня Заречье", Some("Zarechye Flour Mill"), "Заречная наб., 5", "Новоборск"),
    ("Ščekna & Sinovi d.o.o.", None, "Lipova ulica 41", "Velika Bora"),
    ("Kuvara Ceramics", None, "Unit 9, Clay Lane", "Port Borava"),
    ("Лесопильня «Три Сосны»", Some("Three Pines Sawmill"), "ул. Лесная, 112", "Верхний Бор"),
    ("Hollin Orchard Growers", None, "Hill Farm, Route 6", "Hollin"),
    ("Brânza & Fiii SRL", None, "Str. Stânei 19", "Lenntal"),
];

/// Exporters of Concordia: Latin, Greek and Chinese.
const CONCORDIA: &[Firm] = &[
    ("Concord Optics GmbH & Co", None, "Linsengasse 12", "Neuhaven"),
    ("Ελαιουργία Κρήνης Α.Ε.", Some("Krini Olive Mills SA"), "Οδός Λιμένος 8", "Κρήνη"),
    ("锦溪陶瓷有限公司", Some("Jinxi Ceramics Co., Ltd."), "滨江路 208 号", "锦溪"),
    ("Atelier Mécanique du Lac", None, "4, quai des Forges", "Saint-Orme"),
    ("Υφαντουργία Αιγίδος", Some("Aigis Weaving"), "Λεωφόρος Ερμού 55", "Νέα Αιγίς"),
    ("清河农产品合作社", Some("Qinghe Farm Cooperative"), "丰收街 17 号", "清河"),
    ("Harrowgate Instruments plc", None, "1 Science Row", "Neuhaven"),
    ("Tannerie Beaulac & Filles", None, "27, rue des Tanneurs", "Saint-Orme"),
    ("Nordhavn Fish Processing ApS", None, "Kaj 6", "Nordhavn"),
    ("云岭茶业股份公司", Some("Yunling Tea Corporation"), "茶山路 3 号", "云岭"),
];

/// Exporters of Katanga: Latin and Arabic.
const KATANGA: &[Firm] = &[
    ("Lualaba Coffee Estates", None, "Plot 44, Estate Road", "Kolwira"),
    ("شركة وادي النخيل للتمور", Some("Palm Valley Dates Company"), "شارع السوق 12", "قصر الواحة"),
    ("Cuivrerie de Mitumba SARL", None, "Avenue des Fonderies 30", "Mitumba"),
    ("مصنع الهلال للمنسوجات", Some("Hilal Textile Factory"), "المنطقة الصناعية 7", "مدينة النور"),
    ("Kasaro Leather Works", None, "8 Tannery Close", "Kasaro"),
    ("Plantations de la Lufira", None, "Route de la Rivière, km 14", "Lufira"),
    ("تعاونية عسل الجبل", Some("Mountain Honey Cooperative"), "طريق الجبل 3", "جبل الزهور"),
    ("Upemba Timber & Joinery", None, "Sawmill Yard 2", "Kolwira"),
    ("Savonnerie Étoile du Sud", None, "Rue du Palmier 61", "Mitumba"),
    ("Tshangal Cut Flowers", None, "Greenhouse Park", "Kasaro"),
];

/// Importers of Adjikistan: Latin, Cyrillic and Arabic.
pub(crate) const ADJIKISTAN: &[Firm] = &[
    ("Adjik Trade House", None, "2 Customs Square", "Adjikent"),
    ("Торговый дом «Перевал»", Some("Pereval Trading House"), "пр. Мира, 40", "Аджикент"),
    ("Silk Gate Imports LLC", None, "77 Caravan Road", "Karavan"),
    ("Горный Хлеб ООО", Some("Mountain Bread LLC"), "ул. Мельничная, 6", "Верхний Аджик"),
    ("Meridian Medical Supply", None, "Clinic Street 15", "Adjikent"),
    ("Zarnigor Textiles", None, "Weavers' Row 9", "Karavan"),
    ("Бетонстрой Аджикистан", Some("Betonstroy Adjikistan"), "Промзона, 3", "Аджикент"),
    ("Blue Pass Food Service", None, "Cold Store 4, Dry Port", "Blue Pass"),
];

/// Importers of Adjikistan whose names run from right to left.
pub(crate) const ADJIKISTAN_ARABIC: &[Firm] = &[
    ("مؤسسة طريق القوافل للتجارة", Some("Caravan Road Trading Est."), "شارع الميناء الجاف 21", "كاروان"),
    ("شركة بوابة الجبال للأغذية", Some("Mountain Gate Foods"), "ساحة الجمارك 5", "أجيكنت"),
];
