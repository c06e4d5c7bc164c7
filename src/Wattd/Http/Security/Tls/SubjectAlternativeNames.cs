using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattd.Http.Security.Tls;

/// <summary>Names of a certificate's holder: DNS names, addresses, e-mail addresses and URIs (RFC 5280, 4.2.1.6).</summary>
static class SubjectAlternativeNames
{
    const string Oid = "2.5.29.17";

    static readonly Asn1Tag
        Email = new(TagClass.ContextSpecific, 1), Dns = new(TagClass.ContextSpecific, 2),
        Uri = new(TagClass.ContextSpecific, 6), Address = new(TagClass.ContextSpecific, 7);

    /// <summary>The names; none where the certificate has none, or its extension is malformed.</summary>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        try
        {
            return certificate.Extensions[Oid] is { } extension ? Read(extension.RawData) : [];
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return [];
        }
    }

    static List<string> Read(byte[] extension)
    {
        var names = new List<string>();
        var reader = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (reader.HasData)
        {
            var tag = reader.PeekTag();
            if (tag.HasSameClassAndValue(Email) || tag.HasSameClassAndValue(Dns) || tag.HasSameClassAndValue(Uri))
                names.Add(reader.ReadCharacterString(UniversalTagNumber.IA5String, tag));
            else if (tag.HasSameClassAndValue(Address) && reader.ReadOctetString(tag) is { Length: 4 or 16 } address)
                names.Add(new IPAddress(address).ToString());
            else if (!tag.HasSameClassAndValue(Address))
                reader.ReadEncodedValue();
        }
        return names;
    }
}
