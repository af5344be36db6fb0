//! The words by which formats call the elements of the dataset, in several languages.

use super::shapes::Shape::{self, Country, Currency, Date, Decimal, Hs, Mark, Text, Whole};

/// A part of a certificate that names its fields: nothing outside it is taken for them.
pub(super) type Concept = &'static str;

/// Concepts by their words. A word of several letters may stand within a longer one.
#[rustfmt::skip] // a table: a row a line
pub(super) const CONCEPTS: &[(Concept, &[&str])] = &[
    ("exporter", &["exporter", "exportador", "exportateur", "exporteur", "ausfuhrer", "consignor", "shipper", "seller", "vendor", "sender", "vendedor", "vendeur", "verkaufer", "esportatore", "出口商", "المصدر"]),
    ("importer", &["importer", "importador", "importateur", "importeur", "einfuhrer", "importatore", "buyer", "purchaser", "comprador", "acheteur", "kaufer", "进口商", "المستورد"]),
    ("consignee", &["consignee", "consignatario", "consignataire", "destinatario", "destinataire", "empfanger", "receiver", "收货人"]),
    ("producer", &["producer", "producers", "productor", "productores", "producteur", "producteurs", "manufacturer", "fabricante", "fabricant", "hersteller", "produttore", "produtor", "生产商"]),
    ("issuer", &["issuer", "body", "authority", "issuing", "issuingbody", "emisor", "emissor", "emetteur", "autorite", "autoridad", "entidad", "entidade", "eh", "organisme", "behorde", "chamber", "camara"]),
    ("official", &["official", "officer", "funcionario", "fonctionnaire", "fh", "signatory"]),
    ("invoice", &["invoice", "invoices", "bill", "bills", "factura", "facturas", "facture", "factures", "fatura", "rechnung", "fattura", "发票"]),
    ("item", &["item", "items", "goods", "good", "line", "lines", "mercancia", "mercancias", "mercaderia", "marchandise", "marchandises", "mercadoria", "ware", "waren", "merci", "commodity", "product", "products", "position", "货物"]),
    ("transport", &["transport", "transporte", "shipment", "transportmeans", "consignment", "carriage", "embarque", "envoi", "beforderung", "trasporto"]),
    ("declaration", &["declaration", "declaracion", "declaracao", "erklarung", "dichiarazione"]),
    ("replaces", &["replaces", "replaced", "replacement", "reemplaza", "reemplazo", "remplace", "remplacement", "substitui", "ersetzt"]),
    ("original", &["backtoback", "back", "original", "originalcertificate"]),
    ("agreement", &["agreement", "acuerdo", "accord", "acordo", "abkommen", "accordo", "scheme"]),
    ("signature", &["signature", "signatures", "firmas", "unterschrift", "assinatura"]),
];

/// Word classes that stand in [`Wanted::names`] with a `$`.
#[rustfmt::skip] // a table: a row a line
pub(super) const CLASSES: &[(&str, &[&str])] = &[
    ("$num", &["number", "no", "nr", "num", "numero", "nro", "nummer", "nbr", "ref", "号"]),
    ("$date", &["date", "fecha", "data", "datum", "day", "dia", "datetime", "timestamp", "日期", "تاريخ"]),
    ("$name", &["name", "nombre", "nom", "nome", "bezeichnung", "denominacion", "denominacao", "businessname", "razonsocial", "legalname", "名称", "اسم"]),
    ("$country", &["country", "nation", "state", "pais", "pays", "land", "paese", "countrycode", "国家", "بلد"]),
    ("$id", &["id", "identifier", "identification", "identificacion", "tax", "nit", "ruc", "rut", "cuit", "cnpj", "vat", "tin", "eori", "siret", "registration"]),
    ("$address", &["address", "direccion", "domicilio", "adresse", "endereco", "anschrift", "indirizzo", "street", "line", "line1", "strasse", "calle", "rue", "地址"]),
    ("$city", &["city", "ciudad", "ville", "cidade", "stadt", "ort", "town", "locality", "localidad", "citta", "cityname"]),
    ("$post", &["postcode", "zip", "postal", "plz", "postleitzahl", "codepostal", "codigopostal", "cep", "zipcode"]),
    ("$place", &["place", "lugar", "lieu", "local", "ort", "luogo", "location"]),
    ("$code", &["code", "codigo", "kode"]),
    ("$unit", &["unit", "unidad", "unite", "unidade", "einheit", "measureunit", "unitcode", "uom", "unita"]),
];

/// One field that is looked for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub field: &'static str,
    /// The concept it stands under; none for the certificate's own.
    pub under: Option<Concept>,
    pub shape: Shape,
    /// Each a name: words that must all be there, in the place's own name or its parents'.
    pub names: &'static [&'static str],
}

const fn want(
    field: &'static str,
    under: Option<Concept>,
    shape: Shape,
    names: &'static [&'static str],
) -> Wanted {
    Wanted { field, under, shape, names }
}

/// The fields of parties.
#[rustfmt::skip] // a table: a row a line
pub(super) const PARTY: &[Wanted] = &[
    want("name", None, Text, &["$name", "business $name", "company", "empresa", "firma"]),
    want("other_name", None, Text, &["other $name", "otro nombre", "autre nom", "alternative $name", "local $name"]),
    want("id", None, Text, &["$id", "tax $id", "tax $num", "registration $num"]),
    want("address", None, Text, &["$address", "street address"]),
    want("city", None, Text, &["$city"]),
    want("postcode", None, Text, &["$post", "postal $code"]),
    want("country", None, Country, &["$country", "$country $code"]),
];

/// The sections that are parties.
pub(super) const PARTIES: &[&str] = &["exporter", "importer", "consignee", "issuer", "official"];

/// The certificate's own fields.
#[rustfmt::skip] // a table: a row a line
pub(super) const OWN: &[Wanted] = &[
    want("number", None, Text, &["certificate $num", "proof $num", "certificado $num", "certificat $num", "zeugnis $num", "coo $num", "co $num", "$num", "document $num"]),
    want("reference", None, Text, &["reference", "referencia", "reference id", "control $code", "message id", "expediente"]),
    want("function", None, Text, &["function", "function $code", "funcion", "message function"]),
    want("kind", None, Text, &["certificate type", "tipo certificado", "type certificat", "type", "tipo", "form type", "document type"]),
    want("scheme.code", None, Text, &["agreement", "abkommen", "accord", "acordo", "agreement acronym", "agreement $code", "free trade agreement", "acuerdo", "accord $code", "acuerdo $code", "scheme"]),
    want("scheme.name", None, Text, &["agreement $name", "acuerdo $name", "accord $name", "acuerdo nombre"]),
    want("scheme.version", None, Text, &["agreement version", "form version", "version formulario"]),
    want("scheme.preferential", None, Mark, &["preferential", "is preferential", "preferencial"]),
    want("issued.date", None, Date, &["issue $date", "issued", "issued on", "made on", "issued $date", "emision $date", "emissao $date", "emission $date", "delivrance $date", "ausstellung $date", "ausstellungsdatum", "certificate $date", "issuance $date", "issue datetime", "fechaemision", "$date"]),
    want("issued.place", None, Text, &["issue $place", "issued $place", "issued at", "issued in", "emision $place", "emission $place", "certificate $place", "issue location", "ausstellungsort", "$place"]),
    want("issued.place_code", None, Text, &["issue $place $code", "place $code"]),
    want("issued.name", None, Text, &["certificate $name", "signatory $name", "second signatory $name"]),
    want("validity.from", None, Date, &["valid from", "validity start", "start $date", "valido desde", "vigencia desde", "valable du", "gultig ab", "vigencia inicio", "from"]),
    want("validity.until", None, Date, &["valid until", "valid to", "validity end", "expiry", "expiry $date", "expiration", "valido hasta", "vigencia hasta", "valable jusqu", "gultig bis", "vencimiento", "expires", "vigencia fin", "until"]),
    want("replaces.number", Some("replaces"), Text, &["$num", "certificate $num", "replaces", "id"]),
    want("replaces.reason", Some("replaces"), Text, &["reason", "motivo", "motif", "grund"]),
    want("marks.back_to_back.number", Some("original"), Text, &["$num", "certificate $num"]),
    want("marks.back_to_back.date", Some("original"), Date, &["$date", "certificate $date"]),
    want("marks.back_to_back.country", Some("original"), Country, &["$country", "certificate $country"]),
    want("marks.retrospective", None, Mark, &["retrospective", "retrospectively", "retroactive", "retroactively", "retroactivo", "posteriori"]),
    want("marks.duplicate", None, Mark, &["duplicate", "duplicado", "duplicata", "duplikat"]),
    want("marks.certified_copy", None, Mark, &["certified copy", "certified true copy", "copia certificada", "copie certifiee"]),
    want("marks.third_party_invoice", None, Mark, &["third party", "third party invoice", "third country invoice", "tercer operador", "facturacion tercero"]),
    want("marks.exhibition", None, Mark, &["exhibition", "exposicion", "exposition", "ausstellung"]),
    want("marks.cumulation", None, Mark, &["cumulation", "cumul", "acumulacion", "kumulierung", "acumulacao"]),
    want("remarks.general", None, Text, &["remarks", "remark", "observations", "observaciones", "observacoes", "bemerkungen", "comments", "general comments", "note", "notes"]),
    want("remarks.currency", None, Currency, &["currency", "moneda", "devise", "local currency", "wahrung"]),
    want("declaration.date", Some("declaration"), Date, &["$date", "declaration $date"]),
    want("declaration.place", Some("declaration"), Text, &["$place"]),
    want("declaration.name", Some("declaration"), Text, &["$name"]),
    want("transport.export_country", None, Country, &["export $country", "exportacion pais", "exportation pays", "$country export", "country exportation", "origen pais", "from country", "dispatch $country"]),
    want("transport.destination", None, Country, &["destination", "to", "destination $country", "destino", "destino pais", "import $country", "bestimmungsland", "pays destination", "to country"]),
    want("transport.loading", None, Text, &["loading", "from", "port loading", "loading port", "loading $name", "carga puerto", "puerto embarque", "embarquement", "ladehafen", "departure port", "loading baseport $name"]),
    want("transport.loading_code", None, Text, &["loading $code", "loading port $code"]),
    want("transport.unloading", None, Text, &["unloading", "port unloading", "discharge", "discharge port", "descarga puerto", "dechargement", "entladehafen", "unloading baseport $name"]),
    want("transport.unloading_code", None, Text, &["unloading $code", "discharge $code"]),
    want("transport.mode", None, Text, &["mode", "modo", "mode transport", "transport mode", "transport means", "modo transporte", "verkehrszweig", "mode $code"]),
    want("transport.means", None, Text, &["means", "vessel", "vessel $name", "buque", "navire", "schiff", "vehicle", "flight", "means identification", "transport means $name", "vehiculo"]),
    want("transport.document", None, Text, &["transport document", "transport document $num", "bill lading", "conocimiento embarque", "connaissement", "bl $num", "awb"]),
    want("transport.departure", None, Date, &["departure", "sailed", "shipped", "left on", "departure $date", "departure datetime", "salida", "depart $date", "shipment $date", "embarque $date", "abfahrt", "sailing $date"]),
];

/// The fields of one line of goods.
#[rustfmt::skip] // a table: a row a line
pub(super) const ITEM: &[Wanted] = &[
    want("number", None, Whole, &["order $num", "line $num", "item $num", "sequence", "sequence $num", "numero orden", "$num", "orden", "lfd", "position $num", "sequence numeric"]),
    want("marks", None, Text, &["marks", "marcas", "marques", "shipping marks", "marks numbers", "zeichen"]),
    want("packages", None, Whole, &["packages", "package quantity", "bultos", "colis", "packstucke", "number packages", "volumes", "package count"]),
    want("package_type", None, Text, &["package type", "tipo bulto", "package kind", "nature colis", "packaging", "package type $code"]),
    want("description", None, Text, &["description", "what", "descripcion", "designation", "descricao", "goods description", "warenbezeichnung", "beschreibung", "goods $name", "item $name", "denominacion", "descrizione", "desc"]),
    want("hs", None, Hs, &["hs", "hs $code", "tariff", "tariff $code", "arancel", "partida", "clasificacion", "classification", "class $code", "harmonised tariff class $code", "ncm", "naladisa", "nomenclatura", "nomenclature", "item $code", "taric", "position tarifaire", "zolltarif", "commodity $code", "code sh", "hscode"]),
    want("hs_edition", None, Text, &["hs version", "hs ver", "hs edition", "hs year", "edicion"]),
    want("criterion", None, Text, &["criterion", "rule", "criteria", "origin criterion", "origin criteria", "criterio", "critere", "origin rules", "norma origen", "regla origen", "ursprungskriterium", "origin criteria text"]),
    want("criterion_percent", None, Decimal, &["percent", "percentage", "rvc", "porcentaje", "pourcentage", "criteria percent", "prozent"]),
    want("origin", None, Country, &["origin", "made in", "origin $country", "pais origen", "pays origine", "ursprungsland", "origem pais", "origen", "$country origin", "origin $country $code"]),
    want("gross_mass", None, Decimal, &["gross mass", "gross weight", "peso bruto", "poids brut", "rohgewicht", "rohmasse", "gross"]),
    want("quantity", None, Decimal, &["quantity", "cantidad", "quantite", "quantidade", "menge", "qty", "weight amount", "net weight", "peso neto", "poids net", "amount", "net mass", "quantita"]),
    want("unit", None, Text, &["$unit", "measure", "measure $unit", "unit measure", "quantity $unit", "unit $code", "quantity unit $code"]),
    want("value", None, Decimal, &["value", "valor", "valeur", "wert", "fob", "fob value", "price", "precio", "prix", "charge amount", "goods value", "importe", "betrag"]),
    want("currency", None, Currency, &["currency", "moneda", "devise", "moeda", "wahrung", "currency $code", "valuta"]),
    want("invoice", Some("invoice"), Text, &["$num", "invoice $num", "order $num", "invoice", "factura", "facture", "id"]),
    want("producer", Some("producer"), Text, &["producer", "$name", "manufacturer", "productor", "$id"]),
    want("declared", Some("declaration"), Date, &["$date", "declaration $date"]),
];

/// The fields of one invoice.
#[rustfmt::skip] // a table: a row a line
pub(super) const INVOICE: &[Wanted] = &[
    want("order", None, Text, &["order $num", "orden", "sequence"]),
    want("number", None, Text, &["$num", "invoice $num", "factura $num", "$id"]),
    want("date", None, Date, &["$date", "invoice $date", "issue $date", "issue datetime"]),
    want("url", None, Text, &["url", "uri", "link"]),
];

/// The words of a name: `goodsItemFOBValue_2` is goods, item, fob, value, 2.
pub(super) fn tokens(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().map(plain).collect();
    for (at, c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let after = chars.get(at + 1);
        let hump = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || (before.is_some_and(|b| b.is_uppercase()) && after.is_some_and(|a| a.is_lowercase())));
        // `iD` and `uRI` are one word: a small letter alone at the start is no hump.
        let lone = hump && words.is_empty() && word.chars().count() == 1;
        if (!c.is_alphanumeric() || (hump && !lone)) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

/// Whether a word of a name is a word that is looked for, or has it within where it is long enough to mean it.
pub(super) fn same(word: &str, wanted: &str) -> bool {
    if let Some((_, class)) = CLASSES.iter().find(|class| class.0 == wanted) {
        return class.iter().any(|one| *one == word || (one.chars().count() >= 5 && word.contains(one)));
    }
    word == wanted || (wanted.chars().count() >= 5 && word.contains(wanted))
}
