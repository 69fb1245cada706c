using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Tongtang.HubServer.SingleSignOn;

/// <summary>What the provider proved about a person.</summary>
/// <param name="Subject">Who it is, for this issuer for ever.</param>
/// <param name="Session">The session over there, which may be ended from there; empty when it does not say.</param>
/// <param name="IdToken">As it came, to show when signing out.</param>
internal sealed record ProvedPerson(string Issuer, string Subject, string Session, string IdToken, ProviderClaims Claims);

/// <summary>The provider, or what it sent, is not as it must be.</summary>
internal sealed class ProviderException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Speaks with the district's identity provider: discovery, the code flow with PKCE, its keys as they change, signing out
/// there and from there (OpenID Connect Core, RP-Initiated Logout and Back-Channel Logout 1.0).
/// </summary>
internal sealed class IdentityProvider : IDisposable
{
    private const string LogoutEvent = "http://schemas.openid.net/event/backchannel-logout";
    private const int LargestAnswer = 1024 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(2);

    /// <summary>Signed with the provider's private key; nothing that the client's secret, or nobody, could sign.</summary>
    private static readonly string[] s_algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly SingleSignOnSettings _settings;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly ConfigurationManager<OpenIdConnectConfiguration>? _configuration;
    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    // A key that is new is fetched while its token waits; else the first person after each change would be turned away.
    static IdentityProvider() => AppContext.SetSwitch("Switch.Microsoft.IdentityModel.UpdateConfigAsBlocking", true);

    public IdentityProvider(SingleSignOnSettings settings, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            Timeout = s_patience,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        if (settings.Authority is not { } authority) return;
        _configuration = new ConfigurationManager<OpenIdConnectConfiguration>(
            authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration",
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = authority.Scheme == Uri.UriSchemeHttps })
        {
            // Asked for when a token is signed by a key that is new; no more often, whoever sends such tokens.
            RefreshInterval = TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>Where the browser goes to sign in.</summary>
    /// <exception cref="ProviderException">The provider does not answer, or not as itself.</exception>
    public async Task<string> SignInAddressAsync(SignOnAttempt attempt, string redirect, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        var ask = new OpenIdConnectMessage
        {
            IssuerAddress = known.AuthorizationEndpoint,
            ClientId = _settings.ClientId,
            RedirectUri = redirect,
            ResponseType = OpenIdConnectResponseType.Code,
            Scope = string.Join(' ', _settings.Scopes),
            State = attempt.State,
            Nonce = attempt.Nonce,
        };
        ask.SetParameter("code_challenge", attempt.Challenge);
        ask.SetParameter("code_challenge_method", "S256");
        return ask.CreateAuthenticationRequestUrl();
    }

    /// <summary>Where the browser goes to sign out there, too; null when the provider has no such page.</summary>
    public async Task<string?> SignOutAddressAsync(string idToken, string back, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        if (string.IsNullOrEmpty(known.EndSessionEndpoint)) return null;
        return new OpenIdConnectMessage { IssuerAddress = known.EndSessionEndpoint, ClientId = _settings.ClientId, IdTokenHint = idToken, PostLogoutRedirectUri = back }.CreateLogoutRequestUrl();
    }

    /// <summary>Turns a code into who it is.</summary>
    /// <exception cref="ProviderException">The provider does not take the code, or its tokens are not in order.</exception>
    public async Task<ProvedPerson> ProveAsync(SignOnAnswer sent, SignOnAttempt attempt, string redirect, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(cancellationToken);
        if (!string.IsNullOrEmpty(sent.Issuer) && sent.Issuer != known.Issuer) throw new ProviderException("The browser was sent back by another provider (iss).");
        var answer = await RedeemAsync(known, sent.Code, attempt, redirect, cancellationToken);
        if (Text(answer, "id_token") is not { Length: > 0 } idToken) throw new ProviderException("The provider's answer has no id_token.");
        var token = await ValidAsync(idToken);
        if (token.TryGetPayloadValue<string>("nonce", out var nonce) is false || nonce != attempt.Nonce) throw new ProviderException("The ID token was made for another sign-in (nonce).");
        if (token.ValidTo == DateTime.MinValue) throw new ProviderException("The ID token has no end (exp).");
        if (token.Subject is not { Length: > 0 and <= 255 }) throw new ProviderException("The ID token names nobody (sub).");
        if (token.Audiences.Skip(1).Any() && token.Azp != _settings.ClientId) throw new ProviderException("The ID token was made for somebody else (azp).");
        List<JsonElement> parts = [Payload(token)];
        if (Text(answer, "access_token") is { Length: > 0 } access && known.UserInfoEndpoint is { Length: > 0 } address) parts.Add(await PersonAsync(address, access, token.Subject, cancellationToken));
        return new ProvedPerson(token.Issuer, token.Subject, token.TryGetPayloadValue<string>("sid", out var session) ? session : "", idToken, new ProviderClaims(parts));
    }

    /// <summary>Whose sessions the provider ends: of a person, of one session over there, or both.</summary>
    /// <exception cref="ProviderException">The token is not the provider's word for it.</exception>
    public async Task<(string Issuer, string? Subject, string? Session)> SignedOutAsync(string logoutToken, CancellationToken cancellationToken)
    {
        await KnownAsync(cancellationToken);
        var token = await ValidAsync(logoutToken);
        var payload = Payload(token);
        if (!payload.TryGetProperty("events", out var events) || events.ValueKind != JsonValueKind.Object || !events.TryGetProperty(LogoutEvent, out _)) throw new ProviderException("The token does not tell of a sign-out.");
        if (payload.TryGetProperty("nonce", out _)) throw new ProviderException("The token is an ID token, not one of a sign-out.");
        var (subject, session) = (Text(payload, "sub"), Text(payload, "sid"));
        if (string.IsNullOrEmpty(subject) && string.IsNullOrEmpty(session)) throw new ProviderException("The token names neither a person nor a session.");
        return (token.Issuer, subject, session);
    }

    public void Dispose() => _http.Dispose();

    private async Task<OpenIdConnectConfiguration> KnownAsync(CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration known;
        try
        {
            known = await (_configuration ?? throw new ProviderException("This hub has no identity provider.")).GetConfigurationAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is InvalidOperationException or IOException or HttpRequestException)
        {
            throw new ProviderException("The provider does not say how to sign in there.", failure);
        }
        // Else a provider could speak for another.
        if (known.Issuer?.TrimEnd('/') != _settings.Authority!.AbsoluteUri.TrimEnd('/')) throw new ProviderException($"The provider calls itself {known.Issuer}, not {_settings.Authority}.");
        if (string.IsNullOrEmpty(known.AuthorizationEndpoint) || string.IsNullOrEmpty(known.TokenEndpoint)) throw new ProviderException("The provider does not say where to sign in.");
        return known;
    }

    private async Task<JsonElement> RedeemAsync(OpenIdConnectConfiguration known, string code, SignOnAttempt attempt, string redirect, CancellationToken cancellationToken)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal)
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect,
            ["code_verifier"] = attempt.Verifier,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, known.TokenEndpoint);
        var ways = known.TokenEndpointAuthMethodsSupported;
        if (_settings.ClientSecret.Length > 0 && (ways.Count == 0 || ways.Contains("client_secret_basic")))
        {
            var pair = $"{Uri.EscapeDataString(_settings.ClientId)}:{Uri.EscapeDataString(_settings.ClientSecret)}";
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        }
        else
        {
            fields["client_id"] = _settings.ClientId;
            if (_settings.ClientSecret.Length > 0) fields["client_secret"] = _settings.ClientSecret;
        }
        request.Content = new FormUrlEncodedContent(fields);
        return await AskAsync(request, "token page", cancellationToken);
    }

    private async Task<JsonElement> PersonAsync(string address, string access, string subject, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", access);
        var person = await AskAsync(request, "user page", cancellationToken);
        return Text(person, "sub") == subject ? person : throw new ProviderException("The provider's user page speaks of somebody else (sub).");
    }

    private async Task<JsonElement> AskAsync(HttpRequestMessage request, string page, CancellationToken cancellationToken)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await _http.SendAsync(request, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            using var json = JsonDocument.Parse(text);
            if (!answer.IsSuccessStatusCode) throw new ProviderException($"The provider's {page} answered {(int)answer.StatusCode} {Text(json.RootElement, "error")}.");
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : throw new ProviderException($"The provider's {page} did not answer with an object.");
        }
        catch (Exception failure) when (failure is JsonException or HttpRequestException || failure is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException($"The provider's {page} did not answer as it should.", failure);
        }
    }

    /// <summary>The token, signed by the provider for this hub and good now. A key that is new is asked for.</summary>
    private async Task<JsonWebToken> ValidAsync(string token)
    {
        var result = await _tokens.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ConfigurationManager = _configuration,
            ValidAudience = _settings.ClientId,
            ValidAlgorithms = s_algorithms,
            ClockSkew = s_skew,
            RequireExpirationTime = false,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
        });
        if (!result.IsValid) throw new ProviderException("The provider's token is not in order.", result.Exception);
        var valid = (JsonWebToken)result.SecurityToken;
        // Every ID token has an end; a token of a sign-out must at least be young.
        if (valid.ValidTo == DateTime.MinValue && valid.IssuedAt < _time.GetUtcNow().UtcDateTime - s_skew) throw new ProviderException("The provider's token is old and has no end.");
        return valid;
    }

    private static JsonElement Payload(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
        return payload.RootElement.Clone();
    }

    private static string? Text(JsonElement part, string name) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
