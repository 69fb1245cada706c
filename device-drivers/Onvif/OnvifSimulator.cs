using System.Security.Cryptography;
using System.Xml.Linq;
using Tongtang.DeviceDrivers.Simulation;
using Tongtang.DeviceDrivers.Transport;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>
/// A network camera's ONVIF service on an HTTP port: it wants a password in the way that it is told to, refuses repeated and
/// old ones, and hands requests to a <see cref="SimulatedOnvifCamera"/>. The ways in which real ones differ are switches.
/// </summary>
[Simulator("onvif")]
internal sealed class OnvifSimulator(TimeProvider time) : ISimulator
{
    private const string SoapType = "application/soap+xml; charset=utf-8";
    private static readonly TimeSpan s_oldest = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly HashSet<string> _nonces = [];
    private readonly string _realm = "camera";
    private readonly string _challenge = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    public SimulatedOnvifCamera Camera { get; init; } = new(time);

    /// <summary>Empty: it lets everybody in.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    public OnvifSignIn SignIn { get; init; }

    /// <summary>Wants the password even for its time (Panasonic, Digital Barriers).</summary>
    public bool WantsPasswordForTime { get; init; }

    /// <summary>Says "not authorised" under HTTP 400 and not 401.</summary>
    public bool DeniesAsBadRequest { get; init; }

    /// <summary>How far its clock is wrong; what was signed by another clock is refused (Axis).</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Refuses a nonce that it has had (Axis).</summary>
    public bool RefusesRepeats { get; init; } = true;

    /// <summary>How often a password was refused.</summary>
    public int Denials { get; private set; }

    public async Task ServeAsync(ILink line, CancellationToken cancellationToken)
    {
        var http = new HttpLine(line);
        while (await http.ReadAsync(cancellationToken) is { } request)
        {
            var (status, type, body, headers) = Answer(request);
            await http.WriteAsync(status, type, body, headers, cancellationToken);
        }
    }

    private (string Status, string Type, byte[] Body, IReadOnlyList<string> Headers) Answer(HttpLineRequest request)
    {
        lock (_gate)
        {
            if (request.Method == "GET") return IsLetIn(request, null) ? ("200 OK", "image/jpeg", Camera.Snapshot, []) : Refuse();
            XElement envelope;
            try
            {
                envelope = OnvifXml.Read(request.Body);
            }
            catch (DeviceException)
            {
                return ("400 Bad Request", "text/plain", [], []);
            }

            if (envelope.Child("Body")?.Elements().FirstOrDefault() is not { } ask) return ("400 Bad Request", "text/plain", [], []);
            // What the standard lets everybody ask (Core, access policies: PRE_AUTH).
            var open = ask.Name.LocalName is "GetSystemDateAndTime" or "GetServices" or "GetCapabilities" && !WantsPasswordForTime;
            if (!open && !IsLetIn(request, envelope.Child("Header").Find("UsernameToken"))) return Refuse();
            var answer = Camera.Answer(ask, request.Headers.GetValueOrDefault("Host", "127.0.0.1"), time.GetUtcNow() + ClockOffset);
            return (answer.Child("Fault") is null && answer.Name.LocalName != "Fault" ? "200 OK" : "400 Bad Request", SoapType, OnvifXml.Envelope(null, answer), []);
        }
    }

    private bool IsLetIn(HttpLineRequest request, XElement? token)
    {
        if (User.Length == 0) return true;
        var bySoap = token is not null && IsRight(token);
        var byHttp = request.Headers.TryGetValue("Authorization", out var authorization) && authorization.StartsWith("Digest ", StringComparison.Ordinal) && IsRight(request, authorization["Digest ".Length..]);
        return SignIn switch
        {
            OnvifSignIn.Soap => bySoap,
            OnvifSignIn.Http => byHttp,
            _ => bySoap || byHttp,
        };
    }

    private bool IsRight(XElement token)
    {
        var (nonce, created) = (token.Text("Nonce"), token.Text("Created"));
        if (token.Text("Username") != User || !DateTimeOffset.TryParse(created, System.Globalization.CultureInfo.InvariantCulture, out var at)) return false;
        if ((time.GetUtcNow() + ClockOffset - at).Duration() > s_oldest || !_nonces.Add(nonce) && RefusesRepeats) return false;
        return token.Text("Password") == WsSecurity.Digest(Convert.FromBase64String(nonce), created, Password);
    }

    private bool IsRight(HttpLineRequest request, string authorization)
    {
        var parts = HttpDigest.Parts(authorization);
        var digest = new HttpDigest(_realm, _challenge, parts.GetValueOrDefault("algorithm", ""), parts.GetValueOrDefault("qop", ""), "");
        return parts.GetValueOrDefault("username") == User && parts.GetValueOrDefault("nonce") == _challenge && parts.GetValueOrDefault("uri") == request.Path
            && int.TryParse(parts.GetValueOrDefault("nc", "1"), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var count)
            && parts.GetValueOrDefault("response") == digest.Response(User, Password, request.Method, request.Path, count, parts.GetValueOrDefault("cnonce", ""));
    }

    private (string Status, string Type, byte[] Body, IReadOnlyList<string> Headers) Refuse()
    {
        Denials++;
        var fault = SimulatedOnvifCamera.Fault("Sender", "NotAuthorized", "Sender not authorized");
        if (DeniesAsBadRequest) return ("400 Bad Request", SoapType, OnvifXml.Envelope(null, fault), []);
        // As Hikvision does: one line of MD5 without algorithm, one of SHA-256.
        string[] offers = SignIn == OnvifSignIn.Soap
            ? []
            : [$"WWW-Authenticate: Digest qop=\"auth\", realm=\"{_realm}\", nonce=\"{_challenge}\", stale=\"FALSE\"", $"WWW-Authenticate: Digest qop=\"auth\", realm=\"{_realm}\", nonce=\"{_challenge}\", algorithm=SHA-256, stale=\"FALSE\""];
        return ("401 Unauthorized", SoapType, OnvifXml.Envelope(null, fault), offers);
    }
}

/// <summary>How a camera wants the password.</summary>
internal enum OnvifSignIn
{
    Either,
    Soap,
    Http,
}
