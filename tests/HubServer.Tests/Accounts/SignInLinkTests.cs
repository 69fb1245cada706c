using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;

namespace Tongtang.HubServer.Tests.Accounts;

public sealed class SignInLinkTests
{
    [Fact]
    public async Task SignInLink_OfTheCommandLine_SignsInOnceAndIsAudited()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);
        var (id, person) = await hub.SignedInAsync("王老师", new Assignment(Role.Teacher, TreePlace.Hub));
        person.Dispose();
        using var client = hub.Anonymous();
        var (code, link, _) = await HubCommand.RunAsync("account", "sign-in-link", "--name", "王老师", "--data", folder.Path);
        var token = link.Split("/sign-in#token=")[1].Trim();

        var response = await client.PostAsJsonAsync("/api/v1/session/link", new { token });

        Assert.Equal(0, code);
        Assert.Equal("王老师", (await response.JsonAsync())["user"]!.GetValue<string>());
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("tongtang-session=", StringComparison.Ordinal));
        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/session/link", new { token })).ProblemAsync());
        var made = Assert.Single(await hub.AuditAsync("action=share"));
        Assert.Equal(("command-line", "signInLink", id), (made.Text("actorKind"), made.Text("operation"), made.Text("thingId")));
        Assert.Contains(await hub.AuditAsync("action=sign-in"), row => row.Text("operation") == "signInByLink" && row.Text("outcome") == "done");
    }

    [Fact]
    public async Task SignInLink_OfASecondFactorsOwner_IsRefusedByBothEnds()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);
        var (id, person) = await hub.SignedInAsync("王老师", new Assignment(Role.Teacher, TreePlace.Hub));
        person.Dispose();
        using var client = hub.Anonymous();
        var (_, link, _) = await HubCommand.RunAsync("account", "sign-in-link", "--name", "王老师", "--data", folder.Path);
        await hub.Services.GetRequiredService<SecondFactor>().BeginAsync(id, CancellationToken.None);
        await hub.TamperAsync("UPDATE account_totp SET confirmed_at_ms = 1");

        var (code, output, error) = await HubCommand.RunAsync("account", "sign-in-link", "--name", "王老师", "--data", folder.Path);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("second factor", error, StringComparison.Ordinal);
        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/session/link", new { token = link.Split("#token=")[1].Trim() })).ProblemAsync());
    }

    [Fact]
    public async Task SignInLink_AndAPasswordLink_AreNotEachOther()
    {
        using var folder = new TemporaryFolder();
        await using var hub = await RunningHub.StartAsync(folder);
        using var client = hub.Anonymous();
        var (_, invited, _) = await HubCommand.RunAsync("account", "create", "--name", "王老师", "--data", folder.Path);
        var (_, link, _) = await HubCommand.RunAsync("account", "sign-in-link", "--name", "王老师", "--data", folder.Path);
        var (reset, signIn) = (invited.Split("#token=")[1].Trim(), link.Split("#token=")[1].Trim());

        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/session/link", new { token = reset })).ProblemAsync());
        Assert.Equal((403, "link_invalid"), await (await client.PostAsJsonAsync("/api/v1/password-resets", new { token = signIn, password = "correct horse battery" })).ProblemAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await client.PostAsJsonAsync("/api/v1/password-resets", new { token = reset, password = "correct horse battery" })).StatusCode);
    }
}
