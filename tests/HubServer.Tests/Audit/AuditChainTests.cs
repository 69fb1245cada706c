using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Audit;
using Tongtang.Protocol.Settings;

namespace Tongtang.HubServer.Tests.Audit;

public sealed class AuditChainTests
{
    [Fact]
    public async Task Chain_WrittenByManyAtOnce_IsWhole()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(number => admin.PostAsJsonAsync("/api/v1/regions", new { name = $"区{number}" })));

        var check = await hub.CheckAsync();

        Assert.Equal(("sound", 61), (check.Text("state"), check["checked"]!.GetValue<int>()));
        Assert.Equal(Enumerable.Range(1, 61).Reverse(), (await hub.AuditAsync()).Select(row => row["seq"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("UPDATE audit_row SET actor = 'somebody else' WHERE seq = 4", 4, "row_changed")]
    [InlineData("UPDATE audit_row SET outcome = 'refused' WHERE seq = 2", 2, "row_changed")]
    [InlineData("DELETE FROM audit_row WHERE seq = 3", 3, "row_missing")]
    [InlineData("DELETE FROM audit_row WHERE seq = 1", 1, "row_missing")]
    [InlineData("DELETE FROM audit_row WHERE seq >= 6", 6, "row_missing")]
    public async Task Check_OfAChainThatSomebodyTouched_NamesTheFirstBrokenRow(string sql, int seq, string fault)
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        for (var number = 0; number < 6; number++) await admin.PostAsJsonAsync("/api/v1/regions", new { name = $"区{number}" });
        Assert.Equal("sound", (await hub.CheckAsync()).Text("state"));
        await hub.TamperAsync(sql);
        hub.Log.Expect("chain is broken");

        var check = await hub.CheckAsync();

        Assert.Equal(("broken", seq, fault), (check.Text("state"), check["brokenSeq"]!.GetValue<int>(), check.Text("fault")));
        using var auditor = await hub.AuditorAsync();
        Assert.Equal("broken", (await auditor.GetJsonAsync("/api/v1/audit/state"))["check"]!.Text("state"));
    }

    [Fact]
    public async Task Night_ChecksTheChain_AndTakesAwayWhatIsTooOld_SoThatTheRestCanBeChecked()
    {
        using var folder = new TemporaryFolder();
        var begin = new ManualTimeProvider().GetUtcNow();
        await using (var first = await StartAsync(OnDay(0)))
        {
            using var admin = await first.HubClientAsync();
            for (var number = 0; number < 3; number++) await admin.PostAsJsonAsync("/api/v1/regions", new { name = $"区{number}" });
        }
        await using (var second = await StartAsync(OnDay(179)))
        {
            using var admin = await second.HubClientAsync();
            await admin.PostAsJsonAsync("/api/v1/regions", new { name = "晚" });
            Assert.Equal(4, (await second.AuditAsync()).Count);
        }

        var time = OnDay(180);
        await using var hub = await StartAsync(time);

        await Eventually.TrueAsync(LaterAsync, TimeSpan.FromSeconds(20), () => "a row of the pruning");
        var rows = await hub.AuditAsync();
        Assert.Equal([5, 4], rows.Select(row => row["seq"]!.GetValue<int>()));
        Assert.Equal((null, "3"), rows[0].Change("seq"));
        Assert.Equal("sound", (await hub.CheckAsync()).Text("state"));
        await hub.TamperAsync("DELETE FROM audit_row WHERE seq = 4");
        hub.Log.Expect("chain is broken");
        var check = await hub.CheckAsync();
        Assert.Equal(("broken", 4), (check.Text("state"), check["brokenSeq"]!.GetValue<int>()));

        // Not by turning one hub's clock through half a year: every loop would go round that often.
        ManualTimeProvider OnDay(int day) => new(begin + TimeSpan.FromDays(day));

        Task<RunningHub> StartAsync(ManualTimeProvider clock) => RunningHub.StartAsync(folder, clock, [new("Audit:Life", "180.00:00:00")]);

        async Task<bool> LaterAsync()
        {
            time.Advance(TimeSpan.FromHours(1));
            return (await hub.AuditAsync("action=delete")).Count == 1;
        }
    }

    [Fact]
    public async Task Settings_OfLessThanHalfAYear_AreRefused()
    {
        var error = await Assert.ThrowsAsync<SettingException>(() => RunningHub.StartAsync(settings: [new("Audit:Life", "179.00:00:00")]));

        Assert.Contains("180.00:00:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_AsJsonLines_IsCheckedByAnOutsider_AndAsCsvOpensInAnOfficeProgram()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        foreach (var name in new[] { "=HYPERLINK(\"x\")", "城 \"东\", 一", "💥" }) await admin.PostAsJsonAsync("/api/v1/regions", new { name });
        using var auditor = await hub.AuditorAsync();

        var lines = (await auditor.GetStringAsync("/api/v1/audit/export?format=jsonl")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var csv = await auditor.GetByteArrayAsync("/api/v1/audit/export?format=csv&kind=region");

        Assert.Equal(["createRegion", "createRegion", "createRegion", "exportAudit"], lines.Select(line => line.Text("operation")));
        Assert.All(lines, line => Assert.Equal(line.Text("hash"), AuditRowTests.OutsiderHash(line)));
        Assert.Equal(lines.Select(line => line.Text("hash")).SkipLast(1).Prepend(AuditRow.NoHash), lines.Select(line => line.Text("previous")));
        Assert.Equal([0xEF, 0xBB, 0xBF], csv[..3]);
        var text = System.Text.Encoding.UTF8.GetString(csv);
        Assert.Equal(5, text.Split("\r\n").Length);
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\")\",", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_IsNarrowedByWhoWhatWhereAndWhen()
    {
        await using var hub = await RunningHub.StartAsync();
        using var admin = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(admin);
        using var installer = await hub.ClientAsync(new TreePlace(ScopeKind.School, place.SchoolId), Role.Installer);
        await installer.PostAsync($"/api/v1/rooms/{place.RoomId}/join-codes", null);

        Assert.Equal(["createJoinCode"], await OperationsAsync("actor=School"));
        Assert.Equal(["createJoinCode"], await OperationsAsync("kind=room&action=change"));
        Assert.Equal(["createJoinCode", "createRoom"], await OperationsAsync($"room={place.RoomId}"));
        Assert.Equal(["createJoinCode", "createRoom", "createSchool"], await OperationsAsync($"school={place.SchoolId}&outcome=done,refused"));
        Assert.Equal(["createSchool"], await OperationsAsync($"thing={Uri.EscapeDataString("校")}"));
        Assert.Empty(await OperationsAsync("to=2000-01-01T00:00:00Z"));
        Assert.Equal(4, (await OperationsAsync("from=2000-01-01T00:00:00Z")).Length);
        using var auditor = await hub.AuditorAsync();
        Assert.Equal((400, "action_invalid"), await (await auditor.GetAsync("/api/v1/audit?action=fly")).ProblemAsync());
        Assert.Equal((400, "outcome_invalid"), await (await auditor.GetAsync("/api/v1/audit?outcome=maybe")).ProblemAsync());

        async Task<string[]> OperationsAsync(string query) => [.. (await hub.AuditAsync(query)).Select(row => row.Text("operation")!)];
    }
}
