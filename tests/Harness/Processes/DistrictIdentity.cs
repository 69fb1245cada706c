using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tongtang.Harness.Processes;

/// <summary>A real identity provider that is not ours (<c>identity-provider.mjs</c>). It ends with its standard input.</summary>
internal sealed class DistrictIdentity : IAsyncDisposable
{
    public const string Secret = "a secret: with % and +, even &";

    private readonly Process _process;

    private DistrictIdentity(Process process, Uri issuer) => (_process, Issuer) = (process, issuer);

    public Uri Issuer { get; }

    public static async Task<DistrictIdentity> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(Folder(), "identity-provider.mjs")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadLineAsync() is { } line
            ? new DistrictIdentity(process, new Uri(line))
            : throw new InvalidOperationException($"The identity provider did not start: {await errors}");
    }

    /// <summary>The settings of a hub that knows this provider, with the rules that the tests are about.</summary>
    public Dictionary<string, string?> Settings(params IEnumerable<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["SingleSignOn:Authority"] = Issuer.AbsoluteUri,
            ["SingleSignOn:ClientId"] = "hub",
            ["SingleSignOn:ClientSecret"] = Secret,
            ["SingleSignOn:Roles:0:Claim"] = "realm_access.roles",
            ["SingleSignOn:Roles:0:Value"] = "teacher",
            ["SingleSignOn:Roles:0:Role"] = "teacher",
            ["SingleSignOn:Roles:0:PlaceKind"] = "school",
            ["SingleSignOn:Roles:0:PlaceClaim"] = "school",
            ["SingleSignOn:Roles:1:Claim"] = "role",
            ["SingleSignOn:Roles:1:Value"] = "admin",
            ["SingleSignOn:Roles:1:Role"] = "security-administrator",
        };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    /// <summary>Where browsers and sign-outs go from now on.</summary>
    public Task KnowsAsync(Uri hub) => TellAsync(new { hub = hub.GetLeftPart(UriPartial.Authority) });

    /// <summary>Somebody who can sign in, and what is said of them.</summary>
    public Task HasAsync(string name, object claims) => TellAsync(new { people = new Dictionary<string, object>(StringComparer.Ordinal) { [name] = claims } });

    /// <summary>Signs with another key from now on.</summary>
    public Task ChangeKeyAsync() => TellAsync(new { rotate = true });

    /// <summary>What a browser does there: signs in, agrees, and is sent back.</summary>
    /// <param name="browser">Keeps cookies, and goes where it is sent only by hand.</param>
    /// <returns>The hub's address with the code.</returns>
    public static async Task<Uri> SignInAsync(HttpClient browser, string address, string name)
    {
        var at = new Uri(address);
        // Either page may be left out where the browser is known.
        for (var step = 0; step < 12; step++)
        {
            using var answer = await browser.GetAsync(at);
            if (answer.Headers.Location is { } next)
            {
                at = new Uri(at, next);
                if (at.AbsolutePath == "/single-sign-on") return at;
                continue;
            }
            var page = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException(page);
            var isSignIn = page.Contains("value=\"login\"", StringComparison.Ordinal);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["prompt"] = isSignIn ? "login" : "consent", ["login"] = name, ["password"] = "whatever" });
            using var sent = await browser.PostAsync(at, form);
            at = new Uri(at, sent.Headers.Location ?? throw new InvalidOperationException(await sent.Content.ReadAsStringAsync()));
        }
        throw new InvalidOperationException($"The browser goes in circles at {at}.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task TellAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
        if (await _process.StandardOutput.ReadLineAsync() is var line && line != "done") throw new InvalidOperationException($"The identity provider answered {line}.");
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
