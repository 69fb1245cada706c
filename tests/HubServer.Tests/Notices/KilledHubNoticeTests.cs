using System.Net.Http.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Audit;
using Tongtang.HubServer.Tests.Database;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>A hub as a process of its own, killed when the mail server has a mail and has not said so yet.</summary>
public sealed class KilledHubNoticeTests
{
    private const int People = 3;
    private static readonly int[] s_kills = [4, 11, 19];

    [Fact]
    public async Task Hub_KilledWhileItSends_LosesNothing_AndRepeatsOneAtMost()
    {
        using var folder = new TemporaryFolder();
        await using var mail = new MailServer();
        const int all = People * HubServer.Notices.RuleStore.MostOfOne;
        string[] settings = ["Webhooks:AllowPrivateAddresses=true", "Notices:GroupWindow=00:00:00"];
        var token = await PrepareAsync(folder, mail.Port, settings);
        foreach (var kill in s_kills)
        {
            var started = new TaskCompletionSource<HubProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            mail.Taken = async _ =>
            {
                if (mail.Mails.Count < kill) return;
                // It sends while it starts.
                (await started.Task).Kill();
                reached.TrySetResult();
            };
            using var hub = await HubProcess.StartAsync(folder.Path, token, settings);
            started.SetResult(hub);
            await Eventually.TrueAsync(() => reached.Task.IsCompleted, TimeSpan.FromSeconds(40), () => $"{mail.Mails.Count} mails of {kill}; {string.Join(" | ", mail.Lines.TakeLast(8))}");
            mail.Taken = null;
        }

        using var last = await HubProcess.StartAsync(folder.Path, token, settings);
        await Eventually.TrueAsync(() => mail.Mails.Select(one => one.To).Distinct(StringComparer.Ordinal).Count() == all, TimeSpan.FromSeconds(60), () => $"{mail.Mails.Count} mails");
        await Eventually.TrueAsync(
            async () => (await last.Client.GetJsonAsync("/api/v1/notices/deliveries?state=sent&pageSize=1"))["total"]!.GetValue<int>() == all, TimeSpan.FromSeconds(60), () => "all are sent");

        // The kill fell between the server's having it and its saying so: that one came once more, under the same id.
        Assert.Equal(all + s_kills.Length, mail.Mails.Count);
        Assert.All(mail.Mails.GroupBy(one => NoticesFixture.Read(one).MessageId, StringComparer.Ordinal), same => Assert.InRange(same.Count(), 1, 2));
    }

    /// <summary>An alarm that nobody has looked at yet, and people who want to be told.</summary>
    private static async Task<string> PrepareAsync(TemporaryFolder folder, int port, string[] settings)
    {
        await using var hub = await RunningHub.StartAsync(folder, settings: [.. TestBox.HubSettings, .. settings.Select(setting => KeyValuePair.Create(setting.Split('=')[0], (string?)setting.Split('=')[1]))]);
        using var client = await hub.HubClientAsync();
        var place = await hub.CreatePlaceAsync(client);
        await hub.Services.GetRequiredService<HubServer.Alarms.AlarmBook>().RaiseAsync(place.RoomId, "agent_offline", "{}", CancellationToken.None);
        await using (var reading = await hub.Services.GetRequiredService<HubServer.Database.HubDatabase>().OpenAsync(CancellationToken.None))
            await Eventually.TrueAsync(() => reading.ExecuteScalar<int>("SELECT COUNT(*) FROM notice_change") == 0, TimeSpan.FromSeconds(20), () => "nobody is told");
        var channel = await client.PostForIdAsync("/api/v1/notices/channels", new { kind = "mail", name = "x", scope = new { kind = "hub" }, host = "localhost", port, security = "none", sender = "hub@example.edu.cn" });
        for (var person = 0; person < People; person++)
        {
            var (_, owner) = await hub.SignedInAsync($"person{person}", new Assignment(Role.Teacher, TreePlace.Hub));
            for (var i = 0; i < HubServer.Notices.RuleStore.MostOfOne; i++) await owner.PostForIdAsync("/api/v1/notices/own", NoticesFixture.Wish(channel, $"p{person}-{i}@example.edu.cn"));
            owner.Dispose();
        }
        await hub.TamperAsync("INSERT INTO notice_change (alarm_id, seq) SELECT id, 1 FROM alarm");
        return (await hub.Services.GetRequiredService<TokenStore>().CreateAsync("test", TreePlace.Hub, Enum.GetValues<Role>(), null, null, CancellationToken.None))!.Value.Token;
    }
}
