using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MimeKit;
using Tongtang.Harness;
using Tongtang.Harness.Network;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Tests.Alarms;
using Tongtang.HubServer.Tests.Audit;

namespace Tongtang.HubServer.Tests.Notices;

/// <summary>A hub with one room whose box may deliver, a mail server, robots, and people who want to be told.</summary>
internal sealed class NoticesFixture : IAsyncDisposable
{
    public const string Password = "mail password";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public AlarmsFixture Alarms { get; private set; } = null!;

    public MailServer Mail { get; private init; } = null!;

    public Robots Robots { get; private set; } = null!;

    public ManualTimeProvider Time => Alarms.Time;

    public HttpClient Client => Alarms.Client;

    public static async Task<NoticesFixture> StartAsync(MailServer? mail = null, params (string Name, string Value)[] settings)
    {
        var fixture = new NoticesFixture { Mail = mail ?? new MailServer { Account = ("hub@example.edu.cn", Password) } };
        var authority = fixture._folder["authority.pem"];
        await File.WriteAllTextAsync(authority, fixture.Mail.AuthorityPem);
        fixture.Alarms = await AlarmsFixture.StartAsync([("Webhooks:AllowPrivateAddresses", "true"), ("Webhooks:AllowHttp", "true"), ("Notices:MailAuthority", authority), .. settings]);
        fixture.Robots = new Robots(fixture.Alarms.Time);
        return fixture;
    }

    public async ValueTask DisposeAsync()
    {
        await Alarms.DisposeAsync();
        await Mail.DisposeAsync();
        await Robots.DisposeAsync();
        _folder.Dispose();
    }

    public Task<string> AddMailAsync(string security = "start-tls") => Client.PostForIdAsync("/api/v1/notices/channels", new
    {
        kind = "mail",
        name = "区邮箱",
        scope = new { kind = "hub" },
        host = "localhost",
        port = Mail.Port,
        security,
        user = "hub@example.edu.cn",
        sender = "hub@example.edu.cn",
        secret = Password,
    });

    public Task<string> AddRobotAsync(string kind, string url, string secret = "") =>
        Client.PostForIdAsync("/api/v1/notices/channels", new { kind, name = "值班群", scope = new { kind = "hub" }, url, secret });

    /// <summary>An account that is told by mail.</summary>
    public async Task<HttpClient> TellAsync(string channel, string name = "zhang", object? wish = null, TreePlace? place = null)
    {
        var (_, client) = await Alarms.Hub.SignedInAsync(name, new Assignment(Role.Teacher, place ?? TreePlace.Hub));
        await client.PostForIdAsync("/api/v1/notices/own", wish ?? Wish(channel, $"{name}@example.edu.cn"));
        return client;
    }

    public async Task RuleAsync(string channel, string language = "zh-cn") =>
        await (await Client.PutAsJsonAsync($"/api/v1/notices/channels/{channel}/rule", Wish("", "", language: language))).JsonAsync();

    public static Dictionary<string, object?> Wish(
        string channel, string address, string[]? severities = null, string[]? kinds = null, object[]? places = null, string? quietFrom = null, string? quietTo = null, string language = "zh-cn") => new(StringComparer.Ordinal)
        {
            ["channelId"] = channel,
            ["address"] = address,
            ["severities"] = severities ?? ["notice", "warning", "critical"],
            ["kinds"] = kinds ?? [],
            ["places"] = places ?? [],
            ["quietFrom"] = quietFrom,
            ["quietTo"] = quietTo,
            ["urgentAlways"] = true,
            ["timeZone"] = "",
            ["tellCleared"] = true,
            ["language"] = language,
            ["paused"] = false,
        };

    /// <summary>Waits while the clock goes on, so slowly that a mail on its real way is not given up on a busy machine.</summary>
    public Task UntilAsync(Func<bool> condition, Func<string> what, TimeSpan? step = null) => Eventually.TrueAsync(
        async () =>
        {
            if (condition()) return true;
            Time.Advance(step ?? TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
            return condition();
        },
        s_patience,
        what);

    public async Task<MimeMessage> MailAsync(int number = 1)
    {
        await UntilAsync(() => Mail.Mails.Count >= number, () => $"mail {number}; there are {Mail.Mails.Count}");
        return Read(Mail.Mails.ElementAt(number - 1));
    }

    public static MimeMessage Read(ReceivedMail mail) => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(mail.Data)));

    /// <summary>Lets so much time pass in small steps, as it does, and gives the hub the time to notice.</summary>
    public async Task PassAsync(TimeSpan time, TimeSpan? step = null)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end; await Task.Delay(TimeSpan.FromMilliseconds(15), TimeProvider.System, CancellationToken.None)) Time.Advance(step ?? TimeSpan.FromSeconds(20));
    }

    public async Task<List<JsonNode>> DeliveriesAsync(string query = "") => [.. (await Client.GetJsonAsync($"/api/v1/notices/deliveries?pageSize=200{query}"))["items"]!.AsArray().Select(item => item!)];

    public Task<JsonNode> DeliveryAsync(Func<JsonNode, bool> wished) => DeliveryAsync(kind: null, wished);

    /// <summary>The newest delivery on a channel of this kind, once it is as wished; meanwhile the clock goes on.</summary>
    public async Task<JsonNode> DeliveryAsync(string? kind, Func<JsonNode, bool> wished)
    {
        JsonNode? found = null;
        await Eventually.TrueAsync(
            async () =>
            {
                found = (await DeliveriesAsync()).FirstOrDefault(one => kind is null || one["channelKind"]!.GetValue<string>() == kind);
                if (found is not null && wished(found)) return true;
                Time.Advance(TimeSpan.FromSeconds(1));
                return false;
            },
            s_patience,
            () => found?.ToJsonString() ?? "nothing");
        return found!;
    }

    public async Task<(string? Code, string Answer)> TestAsync(string channel, string address = "")
    {
        var answer = await (await Client.PostAsJsonAsync($"/api/v1/notices/channels/{channel}/test", new { address })).JsonAsync();
        return (answer["errorCode"]?.GetValue<string>(), answer["answer"]!.GetValue<string>());
    }
}
