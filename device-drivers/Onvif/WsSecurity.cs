using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>The user name token of WS-Security 1.0 with a digest, as ONVIF Core 5.12 asks for. Pure.</summary>
internal static class WsSecurity
{
    private const string Oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private static readonly XNamespace s_extension = Oasis + "wssecurity-secext-1.0.xsd";
    private static readonly XNamespace s_utility = Oasis + "wssecurity-utility-1.0.xsd";

    /// <param name="created">By the camera's clock: many refuse what is more than seconds old.</param>
    public static XElement Header(string user, string password, ReadOnlySpan<byte> nonce, DateTimeOffset created)
    {
        var stamp = Stamp(created);
        return new XElement(
            s_extension + "Security",
            new XAttribute(XNamespace.Xmlns + "wsse", s_extension),
            new XAttribute(XNamespace.Xmlns + "wsu", s_utility),
            new XAttribute(OnvifXml.Soap + "mustUnderstand", "1"),
            new XElement(
                s_extension + "UsernameToken",
                new XElement(s_extension + "Username", user),
                new XElement(s_extension + "Password", new XAttribute("Type", Oasis + "username-token-profile-1.0#PasswordDigest"), Digest(nonce, stamp, password)),
                new XElement(s_extension + "Nonce", new XAttribute("EncodingType", Oasis + "soap-message-security-1.0#Base64Binary"), Convert.ToBase64String(nonce)),
                new XElement(s_utility + "Created", stamp)));
    }

    /// <summary>Base64 of SHA-1 over nonce, time and password.</summary>
    public static string Digest(ReadOnlySpan<byte> nonce, string created, string password)
    {
#pragma warning disable CA5350 // The protocol's own choice.
        return Convert.ToBase64String(SHA1.HashData([.. nonce, .. Encoding.UTF8.GetBytes(created + password)]));
#pragma warning restore CA5350
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
