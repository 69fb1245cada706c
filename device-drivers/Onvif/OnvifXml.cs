using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>SOAP 1.2 as ONVIF uses it. Pure. Elements are found by their names alone, since cameras are careless with namespaces.</summary>
internal static class OnvifXml
{
    public const int MostBytes = 1 << 20;
    private const int Deepest = 64;

    public static readonly XNamespace Soap = "http://www.w3.org/2003/05/soap-envelope";
    public static readonly XNamespace Device = "http://www.onvif.org/ver10/device/wsdl";
    public static readonly XNamespace Media = "http://www.onvif.org/ver10/media/wsdl";
    public static readonly XNamespace Media2 = "http://www.onvif.org/ver20/media/wsdl";
    public static readonly XNamespace Ptz = "http://www.onvif.org/ver20/ptz/wsdl";
    public static readonly XNamespace Schema = "http://www.onvif.org/ver10/schema";

    private static readonly XmlReaderSettings s_limits = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MostBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
    };

    public static byte[] Envelope(XElement? header, XElement body) => Encoding.UTF8.GetBytes(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>" +
        new XElement(Soap + "Envelope", new XAttribute(XNamespace.Xmlns + "s", Soap), header is null ? null : new XElement(Soap + "Header", header), new XElement(Soap + "Body", body)).ToString(SaveOptions.DisableFormatting));

    /// <summary>What is in the Body.</summary>
    /// <inheritdoc cref="Read"/>
    public static XElement ReadBody(byte[] bytes) => Read(bytes).Child("Body") ?? throw new DeviceException(DeviceProblems.Garbled, "the camera sent XML without a Body");

    /// <summary>The envelope.</summary>
    /// <exception cref="DeviceException"><see cref="DeviceProblems.Garbled"/>: no XML, too large, too deep, or with a DTD.</exception>
    public static XElement Read(byte[] bytes)
    {
        if (bytes.Length > MostBytes) throw new DeviceException(DeviceProblems.Garbled, $"the camera sent more than {MostBytes} bytes");
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(bytes), s_limits);
            return Load(reader);
        }
        catch (XmlException error)
        {
            throw new DeviceException(DeviceProblems.Garbled, $"the camera sent no SOAP: {error.Message}", error);
        }
    }

    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(child => child.Name.LocalName == name) ?? [];

    public static XElement? Find(this XElement? element, string name) => element?.DescendantsAndSelf().FirstOrDefault(child => child.Name.LocalName == name);

    public static string Text(this XElement? element, string child) => element.Child(child)?.Value.Trim() ?? "";

    public static double? Number(this XElement? element, string attribute) =>
        double.TryParse(element?.Attribute(attribute)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Why the camera said no; null when it did not.</summary>
    public static OnvifFault? Fault(XElement body)
    {
        if (body.Child("Fault") is not { } fault) return null;
        // Subcodes are qualified names, ter:NotAuthorized, within one another; SOAP 1.1 has one faultcode.
        var codes = fault.Descendants().Where(element => element.Name.LocalName is "Value" or "faultcode").Select(element => element.Value.Trim().Split(':')[^1]).Take(8);
        var reason = fault.Find("Text")?.Value ?? fault.Text("faultstring");
        return new OnvifFault([.. codes], reason.Trim() is { Length: > 200 } text ? text[..200] + "…" : reason.Trim());
    }

    private static XElement Load(XmlReader reader)
    {
        // Loading does not recurse, but what walks the elements later may.
        var root = XElement.Load(reader);
        var depth = 0;
        for (XNode? node = root; node is not null; node = Next(node, root, ref depth))
        {
            if (depth > Deepest) throw new XmlException("the elements are too deep");
        }

        return root;
    }

    private static XNode? Next(XNode node, XElement root, ref int depth)
    {
        if (node is XElement { FirstNode: { } first })
        {
            depth++;
            return first;
        }

        for (; node != root; node = node.Parent!, depth--)
        {
            if (node.NextNode is { } next) return next;
        }

        return null;
    }
}

/// <summary>The camera said no.</summary>
/// <param name="Codes">Without prefixes, the outermost first: "Sender", "NotAuthorized".</param>
internal sealed record OnvifFault(IReadOnlyList<string> Codes, string Reason)
{
    /// <summary>The words that cameras have for a wrong or missing password.</summary>
    public bool IsDenial => Codes.Any(code => code is "NotAuthorized" or "FailedAuthentication" or "InvalidSecurity" or "SenderNotAuthorized" or "NotAuthorised");

    /// <summary>It does not know the request, or not this part of it.</summary>
    public bool IsNotSupported => Codes.Any(code => code is "ActionNotSupported" or "NotImplemented" or "OptionalActionNotImplemented" or "UnknownAction" or "MustUnderstand");

    public CommandResult Refusal => CommandResult.Refused(
        IsNotSupported ? CommandProblems.NotSupported : Codes.Any(code => code is "InvalidArgVal" or "InvalidArgs" or "NoToken" or "NoProfile" or "NoEntity" or "InvalidPosition" or "InvalidTranslation" or "InvalidVelocity") ? CommandProblems.ArgumentInvalid : CommandProblems.Refused,
        ToString());

    public override string ToString() => $"{string.Join('/', Codes)}: {Reason}";
}
