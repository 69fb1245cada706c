using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>
/// A way to the provider and back that a browser is on, kept by that browser alone: what comes back without it was begun by
/// somebody else.
/// </summary>
/// <param name="State">Comes back with the code.</param>
/// <param name="Nonce">Comes back in the ID token.</param>
/// <param name="Verifier">Proves that whoever brings the code asked for it (RFC 7636).</param>
/// <param name="Next">The page to go to.</param>
internal sealed record SignOnAttempt(string State, string Nonce, string Verifier, string Next)
{
    private const string Name = "tongtang-sign-on";
    private const string SecureName = "__Host-" + Name;
    private const int Longest = 3000;
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(15);

    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static SignOnAttempt New(string next) => new(Secret.New(), Secret.New(), Secret.New(), next);

    /// <returns>Null when there is none, or it is not ours.</returns>
    public static SignOnAttempt? Read(HttpRequest request)
    {
        if (request.Cookies[request.IsHttps ? SecureName : Name] is not { Length: > 0 and < Longest } text) return null;
        try
        {
            var attempt = JsonSerializer.Deserialize<SignOnAttempt>(Base64Url.DecodeFromChars(text));
            return attempt is { State.Length: > 0, Nonce.Length: > 0, Verifier.Length: > 0, Next: not null } ? attempt : null;
        }
        catch (Exception failure) when (failure is JsonException or FormatException)
        {
            return null;
        }
    }

    public void Write(HttpContext context) => context.Response.Cookies.Append(
        context.Request.IsHttps ? SecureName : Name, Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this)), SessionCookie.Options(context, s_life));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(context.Request.IsHttps ? SecureName : Name, SessionCookie.Options(context, null));
}
