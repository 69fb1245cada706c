using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Web;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.SingleSignOn;

namespace Tongtang.HubServer.Tests.SingleSignOn;

/// <summary>A person's browser: keeps the cookies of hub and provider.</summary>
internal sealed class SignOnBrowser(RunningHub hub) : IDisposable
{
    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = hub.Address };

    /// <summary>To the provider and back, without telling the hub.</summary>
    public async Task<Uri> FetchCodeAsync(string name)
    {
        var address = (await Http.GetJsonAsync("/api/v1/single-sign-on/address?next=/recordings"))["address"]!.GetValue<string>();
        return await DistrictIdentity.SignInAsync(Http, address, name);
    }

    public Task<HttpResponseMessage> BringAsync(Uri back)
    {
        var query = HttpUtility.ParseQueryString(back.Query);
        return Http.PostAsJsonAsync("/api/v1/single-sign-on/sessions", new SignOnAnswer(query["code"]!, query["state"]!, query["iss"]));
    }

    public async Task<HttpResponseMessage> SignInAsync(string name) => await BringAsync(await FetchCodeAsync(name));

    /// <summary>Role and place of everything that whoever is signed in here is.</summary>
    public async Task<IReadOnlyList<(string Role, string? Place)>> RolesAsync() =>
        [.. (await Http.GetJsonAsync("/api/v1/session"))["roles"]!.AsArray().Select(one => (one!["role"]!.GetValue<string>(), one["place"]!["id"]?.GetValue<string>()))];

    public async Task<JsonNode> SessionAsync() => await Http.GetJsonAsync("/api/v1/session");

    public void Dispose() => Http.Dispose();
}
