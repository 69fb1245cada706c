using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Database;

namespace Tongtang.HubServer.Tests.Audit;

/// <summary>What the tests of the audit do again and again.</summary>
internal static class AuditFixture
{
    public const string Password = "correct horse battery";

    public static Task<HttpClient> AuditorAsync(this RunningHub hub) => hub.ClientAsync(TreePlace.Hub, Role.Auditor);

    /// <summary>The rows that match, newest first.</summary>
    public static async Task<List<JsonNode>> AuditAsync(this RunningHub hub, string query = "")
    {
        using var auditor = await hub.AuditorAsync();
        return [.. (await auditor.GetJsonAsync($"/api/v1/audit?pageSize=200{(query.Length > 0 ? "&" + query : "")}"))["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>An account whose owner is signed in.</summary>
    public static async Task<(string Id, HttpClient Client)> SignedInAsync(this RunningHub hub, string name, params Assignment[] roles)
    {
        var services = hub.Services;
        var hash = await services.GetRequiredService<Passwords>().HashAsync(Password, CancellationToken.None);
        var id = await services.GetRequiredService<AccountStore>().CreateAsync(name, hash, roles, CancellationToken.None);
        var client = hub.Anonymous();
        var secret = await services.GetRequiredService<CallerStore>().BeginSessionAsync(id!, "192.0.2.7", "Test", CancellationToken.None);
        client.DefaultRequestHeaders.Add("Cookie", $"tongtang-session={secret}");
        return (id!, client);
    }

    /// <summary>What somebody does who can write to the database past the hub.</summary>
    public static Task TamperAsync(this RunningHub hub, string sql) => hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => connection.ExecuteAsync(sql), CancellationToken.None);

    /// <summary>Asks for a check and waits for what it finds.</summary>
    public static async Task<JsonNode> CheckAsync(this RunningHub hub)
    {
        using var auditor = await hub.AuditorAsync();
        var id = (await (await auditor.PostAsync("/api/v1/audit/checks", null)).JsonAsync())["id"]!.GetValue<string>();
        JsonNode? check = null;
        await Eventually.TrueAsync(async () => (check = await auditor.GetJsonAsync($"/api/v1/audit/checks/{id}"))["state"]!.GetValue<string>() != "running", TimeSpan.FromSeconds(20), () => "the check ends");
        return check!;
    }

    public static string? Text(this JsonNode row, string member) => row[member]?.GetValue<string>();

    public static (string? Before, string? After) Change(this JsonNode row, string member) =>
        row["changes"]!.AsArray().SingleOrDefault(change => change!.Text("member") == member) is { } found ? (found.Text("before"), found.Text("after")) : default;
}
