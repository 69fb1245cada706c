using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Agents;

public sealed class CertificateTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private X509Certificate2 _certificate = null!;

    private TestBox Stranger { get; set; } = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time, settings: TestBox.HubSettings);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        Stranger = new TestBox(_hub.AgentsAddress, certificate: null);
        var reply = await Stranger.EnrolAsync(await TestBox.CodeAsync(_hub, _place.RoomId), TestBox.RequestFor(_key));
        _certificate = TestBox.WithKey(reply.Certificate.ToByteArray(), _key);
    }

    public async Task DisposeAsync()
    {
        await Stranger.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Renew_BothAreGoodUntilTheNewOneIsUsed()
    {
        await using var box = Box(_certificate);
        using var next = await RenewAsync(box);
        await using (await box.ConnectAsync()) { }
        await using var renewed = Box(next);
        await using var link = await renewed.ConnectAsync();
        await RefusedAsync("certificate_revoked", box.ConnectAsync());
        await RefusedAsync("certificate_revoked", Stranger.RecoverAsync(_certificate, await Stranger.ChallengeAsync(), _key));
    }

    [Fact]
    public async Task Renew_UsedForTheFirstTime_EndsWhatIsOpenUnderTheOldOne()
    {
        await using var box = Box(_certificate);
        await using var older = await box.ConnectAsync();
        using var next = await RenewAsync(box);
        await using var renewed = Box(next);
        await using var link = await renewed.ConnectAsync();
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await older.EndAsync());
    }

    /// <summary>The power goes between the hub's answer and the box's disk, again and again.</summary>
    [Fact]
    public async Task Renew_AnswersLost_NeitherTheOldNorTheLastOnesAreLockedOut()
    {
        await using var box = Box(_certificate);
        using var third = await RenewAsync(box);
        for (var lost = 0; lost < 3; lost++) (await RenewAsync(box)).Dispose();
        await using (await box.ConnectAsync()) { }
        // One that the box has kept after all, though later requests overtook it.
        await using var kept = Box(third);
        await using var link = await kept.ConnectAsync();
        await RefusedAsync("certificate_revoked", box.ConnectAsync());
    }

    [Theory]
    [InlineData(25)]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(700)]
    public async Task Recover_AfterDaysOff_TheBoxComesBack(int days)
    {
        _time.StepWallClock(TimeSpan.FromDays(days));
        await using var box = Box(_certificate);
        if (days >= 90) await RefusedAsync("certificate_expired", box.ConnectAsync());
        using var next = await RecoverAsync(_certificate);
        await using var recovered = Box(next);
        await using var link = await recovered.ConnectAsync();
        Assert.Equal("室一", link.Welcome.RoomName);
        Assert.True(new DateTimeOffset(next.NotAfter) > _time.GetUtcNow().AddDays(89));
    }

    [Fact]
    public async Task Recover_AnswerLost_GoesAgain()
    {
        _time.StepWallClock(TimeSpan.FromDays(100));
        (await RecoverAsync(_certificate)).Dispose();
        using var next = await RecoverAsync(_certificate);
        await using var recovered = Box(next);
        await using var link = await recovered.ConnectAsync();
    }

    [Fact]
    public async Task Recover_WithoutTheKey_IsRefused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync("recovery_proof_invalid", Stranger.RecoverAsync(_certificate, await Stranger.ChallengeAsync(), other, prover: other));
    }

    [Fact]
    public async Task Recover_Nonce_IsGoodOnceForTwoMinutes()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await RefusedAsync("recovery_nonce_invalid", Stranger.RecoverAsync(_certificate, new byte[56], key));
        var late = await Stranger.ChallengeAsync();
        _time.Advance(RecoveryNonces.GoodFor);
        await RefusedAsync("recovery_nonce_invalid", Stranger.RecoverAsync(_certificate, late, key));
        var nonce = await Stranger.ChallengeAsync();
        await Stranger.RecoverAsync(_certificate, nonce, key);
        await RefusedAsync("recovery_nonce_invalid", Stranger.RecoverAsync(_certificate, nonce, key));
    }

    [Fact]
    public async Task Recover_TooLongPast_NeedsACode()
    {
        _time.StepWallClock(TimeSpan.FromDays(90 + 731));
        await RefusedAsync("recovery_too_late", Stranger.RecoverAsync(_certificate, await Stranger.ChallengeAsync(), _key));
    }

    [Fact]
    public async Task Recover_OfAReplacedBox_IsRefused()
    {
        await using var replacing = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await RefusedAsync("certificate_revoked", Stranger.RecoverAsync(_certificate, await Stranger.ChallengeAsync(), _key));
    }

    [Fact]
    public async Task Recover_OfAnotherAuthoritysCertificate_IsRefused()
    {
        var request = new CertificateRequest(_certificate.SubjectName, _key, HashAlgorithmName.SHA256);
        using var forged = request.Create(_certificate.IssuerName, X509SignatureGenerator.CreateForECDsa(_key), _time.GetUtcNow(), _time.GetUtcNow().AddDays(1), _certificate.SerialNumberBytes.Span);
        using var withKey = forged.CopyWithPrivateKey(_key);
        await RefusedAsync("certificate_invalid", Stranger.RecoverAsync(withKey, await Stranger.ChallengeAsync(), _key));
    }

    [Fact]
    public async Task Revoked_ByAnotherProcess_OpenCallsEndWithinAMinute()
    {
        await using var box = Box(_certificate);
        await using var link = await box.ConnectAsync();
        var database = _hub.Services.GetRequiredService<HubDatabase>();
        await database.WriteAsync(connection => connection.ExecuteAsync("UPDATE agent SET revoked_at_ms = 1"), CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(29));
        await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await link.HearAsync();
        var ended = link.EndAsync();
        // From here on the box says nothing; it would not count as silent for another half minute.
        await Eventually.TrueAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
                return ended.IsCompleted;
            },
            TimeSpan.FromSeconds(5),
            () => "the link stays open");
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await ended);
    }

    [Fact]
    public async Task TwoMachines_AliveInTurn_AreBothRefusedUntilANewCode()
    {
        await using var box = Box(_certificate);
        await using var copy = Box(_certificate);
        await using var first = await ProbeAsync(box, "boot-a");
        await using var second = await ProbeAsync(copy, "boot-b");
        _time.Advance(TimeSpan.FromSeconds(20));
        await using var third = await box.ConnectAsync("boot-a");
        await third.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        Assert.Equal((GrpcStatusCode.Unauthenticated, "agent_duplicated"), await third.EndAsync());
        await RefusedAsync("agent_duplicated", copy.ConnectAsync("boot-b"));
        Assert.True((await _client.GetJsonAsync($"/api/v1/rooms/{_place.RoomId}"))["agent"]!["duplicated"]!.GetValue<bool>());
        await RefusedAsync("agent_duplicated", Stranger.RecoverAsync(_certificate, await Stranger.ChallengeAsync(), _key));
        await using var again = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var link = await again.ConnectAsync("boot-a");
    }

    [Fact]
    public async Task Reboots_BehindHalfOpenLinks_AreNoDuplicates()
    {
        await using var box = Box(_certificate);
        for (var boot = 0; boot < 5; boot++)
        {
            // The link before is never closed: the power went.
            var link = await ProbeAsync(box, $"boot-{boot}");
            await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
            await link.HearAsync();
        }
        await using var last = await ProbeAsync(box, "boot-4");
    }

    [Fact]
    public async Task Links_MoreAtOnceThanAllowed_AreToldWhenThereIsRoom()
    {
        var settings = TestBox.HubSettings.Append(KeyValuePair.Create("Agents:LinksPerSecond", (string?)"2"));
        await using var small = await RunningHub.StartAsync(time: _time, settings: settings);
        using var client = await small.HubClientAsync();
        await using var box = await TestBox.EnrolAsync(small, (await small.CreatePlaceAsync(client)).RoomId);
        await using var first = await box.ConnectAsync();
        await using var second = await box.ConnectAsync();
        var refusal = await Assert.ThrowsAsync<GrpcException>(() => box.ConnectAsync());
        Assert.Equal((GrpcStatusCode.ResourceExhausted, "hub_busy", "500"), (refusal.Status, refusal.Trailers.Get(AgentRefusal.CodeTrailer), refusal.Trailers.Get(AgentRefusal.RetryTrailer)));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await using var third = await box.ConnectAsync();
    }

    [Fact]
    public void Admission_TenThousandAtOnce_ComeBackAsFastAsTheyCanBeServed()
    {
        var admission = new Admission(100, _time);
        var waiting = new PriorityQueue<int, TimeSpan>();
        for (var box = 0; box < 10_000; box++) waiting.Enqueue(box, TimeSpan.Zero);
        var (now, calls) = (TimeSpan.Zero, 0);
        while (waiting.TryDequeue(out var box, out var at))
        {
            if (at > now) _time.Advance(at - now);
            (now, calls) = (at > now ? at : now, calls + 1);
            if (admission.TryEnter() is { } wait) waiting.Enqueue(box, now + wait);
        }
        Assert.InRange(now.TotalSeconds, 90, 110);
        Assert.True(calls <= 30_000, $"{calls} calls for 10,000 boxes");
    }

    private TestBox Box(X509Certificate2 certificate) => new(_hub.AgentsAddress, certificate);

    private static async Task<X509Certificate2> RenewAsync(TestBox box)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return TestBox.WithKey((await box.RenewAsync(key)).Certificate.ToByteArray(), key);
    }

    private async Task<X509Certificate2> RecoverAsync(X509Certificate2 old)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return TestBox.WithKey((await Stranger.RecoverAsync(old, await Stranger.ChallengeAsync(), key)).Certificate.ToByteArray(), key);
    }

    /// <summary>A link that has proved alive.</summary>
    private static async Task<TestLink> ProbeAsync(TestBox box, string bootId)
    {
        var link = await box.ConnectAsync(bootId);
        await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await link.HearAsync();
        return link;
    }

    private static async Task RefusedAsync(string code, Task call) => Assert.Equal(code, (await TestBox.RefusalAsync(call)).Code);
}
