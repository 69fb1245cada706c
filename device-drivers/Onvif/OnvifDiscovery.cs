using System.Net;
using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>The messages of WS-Discovery (2005/04) by which cameras are found. Pure.</summary>
internal static class OnvifDiscovery
{
    private const string Discovery = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
    private static readonly XNamespace s_addressing = "http://schemas.xmlsoap.org/ws/2004/08/addressing";
    private static readonly XNamespace s_discovery = Discovery;

    /// <summary>Cameras answer the first; some answer the second or the third only.</summary>
    public static IReadOnlyList<(string Prefix, string Namespace, string Type)> Kinds { get; } =
    [
        ("dn", "http://www.onvif.org/ver10/network/wsdl", "NetworkVideoTransmitter"),
        ("tds", "http://www.onvif.org/ver10/device/wsdl", "Device"),
        ("", "", ""),
    ];

    public static byte[] Probe(Guid message, (string Prefix, string Namespace, string Type) kind) => new XDocument(
        new XElement(
            OnvifXml.Soap + "Envelope",
            new XAttribute(XNamespace.Xmlns + "s", OnvifXml.Soap),
            new XAttribute(XNamespace.Xmlns + "a", s_addressing),
            new XAttribute(XNamespace.Xmlns + "d", s_discovery),
            new XElement(
                OnvifXml.Soap + "Header",
                new XElement(s_addressing + "Action", Discovery + "/Probe"),
                new XElement(s_addressing + "MessageID", $"urn:uuid:{message}"),
                new XElement(s_addressing + "To", "urn:schemas-xmlsoap-org:ws:2005:04:discovery")),
            new XElement(
                OnvifXml.Soap + "Body",
                new XElement(
                    s_discovery + "Probe",
                    kind.Type.Length == 0 ? null : new XElement(s_discovery + "Types", new XAttribute(XNamespace.Xmlns + kind.Prefix, kind.Namespace), $"{kind.Prefix}:{kind.Type}"))))).Bytes();

    /// <summary>What a camera answers to a probe.</summary>
    /// <param name="relatesTo">The probe's message id.</param>
    public static byte[] Matches(string relatesTo, Guid message, string endpoint, string types, string scopes, string addresses) => new XDocument(
        new XElement(
            OnvifXml.Soap + "Envelope",
            new XElement(
                OnvifXml.Soap + "Header",
                new XElement(s_addressing + "Action", Discovery + "/ProbeMatches"),
                new XElement(s_addressing + "MessageID", $"urn:uuid:{message}"),
                new XElement(s_addressing + "RelatesTo", relatesTo),
                new XElement(s_addressing + "To", s_addressing.NamespaceName + "/role/anonymous")),
            new XElement(
                OnvifXml.Soap + "Body",
                new XElement(
                    s_discovery + "ProbeMatches",
                    new XElement(
                        s_discovery + "ProbeMatch",
                        new XElement(s_addressing + "EndpointReference", new XElement(s_addressing + "Address", endpoint)),
                        new XElement(s_discovery + "Types", new XAttribute(XNamespace.Xmlns + "dn", Kinds[0].Namespace), types),
                        new XElement(s_discovery + "Scopes", scopes),
                        new XElement(s_discovery + "XAddrs", addresses),
                        new XElement(s_discovery + "MetadataVersion", 1)))))).Bytes();

    /// <summary>The cameras of an answer; none when it is something else, such as a printer's.</summary>
    /// <param name="sender">Where the answer came from: of several addresses a camera is asked at that one.</param>
    public static IReadOnlyList<FoundDevice> Found(byte[] datagram, IPAddress sender)
    {
        try
        {
            return [.. OnvifXml.ReadBody(datagram).Child("ProbeMatches").Children("ProbeMatch").Take(16).Select(match => Camera(match, sender)).OfType<FoundDevice>()];
        }
        catch (DeviceException)
        {
            return [];
        }
    }

    private static FoundDevice? Camera(XElement match, IPAddress sender)
    {
        var scopes = Words(match.Text("Scopes"));
        var isCamera = Words(match.Text("Types")).Any(type => type.EndsWith(":NetworkVideoTransmitter", StringComparison.Ordinal)) || scopes.Any(scope => scope.StartsWith("onvif://www.onvif.org/", StringComparison.OrdinalIgnoreCase));
        if (!isCamera || Choose(Words(match.Text("XAddrs")), sender) is not { } address) return null;
        var endpoint = match.Child("EndpointReference").Text("Address");
        return new FoundDevice
        {
            Driver = "onvif",
            Key = endpoint is { Length: > 0 and <= 200 } ? endpoint : address.Authority,
            Name = Scope(scopes, "name"),
            Model = Scope(scopes, "hardware"),
            Connection = new DeviceConnection { Kind = ConnectionKind.Http, Host = address.Host.Trim('[', ']'), Port = address.Port, Path = address.PathAndQuery, Tls = address.Scheme == "https" },
            Facts = new[] { ("mac", Scope(scopes, "MAC")), ("location", Scope(scopes, "location")) }.Where(fact => fact.Item2.Length > 0).ToDictionary(fact => fact.Item1, fact => fact.Item2),
        };
    }

    /// <summary>The address that the answer came from, else one that is neither IPv6 nor link-local, else the first.</summary>
    private static Uri? Choose(IEnumerable<string> addresses, IPAddress sender)
    {
        var told = addresses.Select(text => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 ? address : null).OfType<Uri>().Take(16).ToList();
        return told.Find(address => address.Host == sender.ToString())
            ?? told.Find(address => address.HostNameType != UriHostNameType.IPv6 && !address.Host.StartsWith("169.254.", StringComparison.Ordinal))
            ?? told.FirstOrDefault();
    }

    private static string Scope(IEnumerable<string> scopes, string name)
    {
        var start = $"onvif://www.onvif.org/{name}/";
        var value = scopes.FirstOrDefault(scope => scope.StartsWith(start, StringComparison.OrdinalIgnoreCase))?[start.Length..] ?? "";
        value = Uri.UnescapeDataString(value);
        return value.Length > 100 ? value[..100] : value;
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static byte[] Bytes(this XDocument document) => System.Text.Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>" + document.ToString(SaveOptions.DisableFormatting));
}
