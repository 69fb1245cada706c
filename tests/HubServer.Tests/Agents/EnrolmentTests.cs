using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Database;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Agents;

public sealed class EnrolmentTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private RunningHub _hub = null!;
    private HttpClient _client = null!;
    private Place _place = null!;
    private TestBox _stranger = null!;

    public async Task InitializeAsync()
    {
        _hub = await RunningHub.StartAsync(time: _time, settings: TestBox.HubSettings);
        _client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(_client);
        _stranger = new TestBox(_hub.AgentsAddress, certificate: null);
    }

    public async Task DisposeAsync()
    {
        await _stranger.DisposeAsync();
        _client.Dispose();
        await _hub.DisposeAsync();
    }

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task Enrol_GoodCode_GivesACertificateForNinetyDays()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        var reply = await _stranger.EnrolAsync(code, TestBox.RequestFor(_key));

        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        Assert.Equal($"CN={reply.AgentId}", certificate.Subject);
        Assert.Equal(TimeSpan.FromDays(90), certificate.NotAfter - certificate.NotBefore);
        Assert.Equal(_time.GetUtcNow().UtcDateTime.AddHours(-1), certificate.NotBefore.ToUniversalTime());
        Assert.True(code.IsOf(reply.CaCertificate.Span));
        Assert.Equal((_place.RoomId, "室一", "校一"), (reply.RoomId, reply.RoomName, reply.SchoolName));
        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds(), reply.HubTimeMs);
        var room = await _client.GetJsonAsync($"/api/v1/rooms/{_place.RoomId}");
        Assert.Equal("offline", room["presence"]!.GetValue<string>());
        Assert.Equal(reply.AgentId, room["agent"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task CreateJoinCode_Api_CarriesTheHubAndADay()
    {
        var answer = await (await _client.PostAsJsonAsync($"/api/v1/rooms/{_place.RoomId}/join-codes", new { })).JsonAsync();
        var code = JoinCode.TryParse(answer["code"]!.GetValue<string>(), out _)!;
        Assert.Equal(answer["hub"]!.GetValue<string>(), $"https://{code.Hub}");
        Assert.Equal(_time.GetUtcNow().AddDays(1), answer["expiresAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Enrol_SecondUseWithAnotherKey_IsUsed()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        await _stranger.EnrolAsync(code, TestBox.RequestFor(_key));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "join_code_used"), await TestBox.RefusalAsync(_stranger.EnrolAsync(code, TestBox.RequestFor(other))));
    }

    [Fact]
    public async Task Enrol_SameBoxAgainSinceTheAnswerWasLost_GetsTheSameCertificate()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        var first = await _stranger.EnrolAsync(code, TestBox.RequestFor(_key));
        var again = await _stranger.EnrolAsync(code, TestBox.RequestFor(_key));
        Assert.Equal(first.Certificate, again.Certificate);
        Assert.Equal(first.AgentId, again.AgentId);
    }

    [Fact]
    public async Task Enrol_TwoBoxesAtOnceWithOneCode_OneGetsIt()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        var tries = Enumerable.Range(0, 8).Select(async _ =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            try
            {
                await _stranger.EnrolAsync(code, TestBox.RequestFor(key));
                return true;
            }
            catch (GrpcException)
            {
                return false;
            }
        });
        Assert.Single(await Task.WhenAll(tries), won => won);
    }

    [Fact]
    public async Task Enrol_UnknownCode_IsUnknown() => Assert.Equal(
        (GrpcStatusCode.NotFound, "join_code_unknown"), await TestBox.RefusalAsync(_stranger.EnrolAsync(new byte[16], TestBox.RequestFor(_key))));

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(48)]
    public async Task Enrol_SecretOfOtherLength_IsMalformed(int length) => Assert.Equal(
        (GrpcStatusCode.InvalidArgument, "join_code_malformed"), await TestBox.RefusalAsync(_stranger.EnrolAsync(new byte[length], TestBox.RequestFor(_key))));

    [Fact]
    public async Task Enrol_ADayLater_IsExpired()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        _time.Advance(JoinCodes.Lifetime);
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "join_code_expired"), await TestBox.RefusalAsync(_stranger.EnrolAsync(code, TestBox.RequestFor(_key))));
    }

    [Fact]
    public async Task Enrol_CodeBeforeANewerOne_IsExpired()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        await TestBox.CodeAsync(_hub, _place.RoomId);
        Assert.Equal((GrpcStatusCode.FailedPrecondition, "join_code_expired"), await TestBox.RefusalAsync(_stranger.EnrolAsync(code, TestBox.RequestFor(_key))));
    }

    [Fact]
    public async Task Enrol_BadRequests_AreRefusedAndTheCodeIsNotSpent()
    {
        var code = await TestBox.CodeAsync(_hub, _place.RoomId);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var good = TestBox.RequestFor(_key);
        var forged = good.ToArray();
        forged[^1] ^= 1;
        byte[][] bad =
        [
            [],
            [1, 2, 3],
            new byte[9000],
            good[..^1],
            forged,
            TestBox.RequestFor(p384),
            new CertificateRequest("CN=x", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest(),
        ];
        foreach (var request in bad)
            Assert.Equal((GrpcStatusCode.InvalidArgument, "certificate_request_invalid"), await TestBox.RefusalAsync(_stranger.EnrolAsync(code, request)));
        await _stranger.EnrolAsync(code, good);
    }

    [Fact]
    public async Task Enrol_RequestThatAsksForMore_GetsOnlyWhatTheHubGives()
    {
        var request = new CertificateRequest("CN=admin", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var reply = await _stranger.EnrolAsync(await TestBox.CodeAsync(_hub, _place.RoomId), request.CreateSigningRequest());
        using var certificate = X509CertificateLoader.LoadCertificate(reply.Certificate.Span);
        Assert.Equal($"CN={reply.AgentId}", certificate.Subject);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public async Task Enrol_RoomWithABox_ReplacesItAndEndsItsLink()
    {
        await using var old = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var link = await old.ConnectAsync();

        await using var fresh = await TestBox.EnrolAsync(_hub, _place.RoomId);

        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await link.EndAsync());
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await TestBox.RefusalAsync(old.OpenAsync(new RecordingDescription())));
        await using var again = await fresh.ConnectAsync();
        Assert.Equal("室一", again.Welcome.RoomName);
    }

    [Fact]
    public async Task Call_WithoutCertificate_IsRefused()
    {
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_missing"), await TestBox.RefusalAsync(_stranger.OpenAsync(new RecordingDescription())));
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_missing"), await TestBox.RefusalAsync(_stranger.CloseAsync(new CloseRecording())));
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_missing"), await TestBox.RefusalAsync(_stranger.StoreAsync(new SegmentPiece())));
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_missing"), await TestBox.RefusalAsync(_stranger.ConnectAsync()));
    }

    [Fact]
    public async Task Call_WithCertificateOfAnotherAuthority_IsRefusedByTls()
    {
        using var folder = new TemporaryFolder();
        using var other = HubAuthority.Open(folder["ca"], _time);
        var order = new CertificateOrder { CommonName = "x", PublicKey = new PublicKey(_key), Usage = CertificateOrder.ForClients, Lifetime = TimeSpan.FromDays(1) };
        await using var box = new TestBox(_hub.AgentsAddress, TestBox.WithKey(other.Issue(order, _time.GetUtcNow()).RawData, _key));
        var refusal = await Assert.ThrowsAsync<GrpcException>(() => box.OpenAsync(new RecordingDescription()));
        Assert.Equal(GrpcStatusCode.Unavailable, refusal.Status);
    }

    [Fact]
    public async Task Call_WithTheServersOwnKindOfCertificate_IsRefusedByTls()
    {
        var authority = (HubAuthority)_hub.Services.GetService(typeof(HubAuthority))!;
        var order = new CertificateOrder { CommonName = "x", PublicKey = new PublicKey(_key), Usage = CertificateOrder.ForServers, Lifetime = TimeSpan.FromDays(1) };
        await using var box = new TestBox(_hub.AgentsAddress, TestBox.WithKey(authority.Issue(order, _time.GetUtcNow()).RawData, _key));
        await Assert.ThrowsAsync<GrpcException>(() => box.OpenAsync(new RecordingDescription()));
    }

    [Fact]
    public async Task Call_AfterNinetyDays_IsExpired()
    {
        await using var box = await TestBox.EnrolAsync(_hub, _place.RoomId);
        _time.Sleep(TimeSpan.FromDays(91));
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_expired"), await TestBox.RefusalAsync(box.OpenAsync(new RecordingDescription())));
    }

    [Fact]
    public async Task Link_RevokedInTheDatabaseByOtherHands_IsRefusedSoon()
    {
        await using var box = await TestBox.EnrolAsync(_hub, _place.RoomId);
        await using var link = await box.ConnectAsync();
        await _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => connection.ExecuteAsync("UPDATE agent SET revoked_at_ms = 1"), CancellationToken.None);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(AgentRegistry.GoodFor / 3);
            await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
            if (i < 2) await link.HearAsync();
        }
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await link.EndAsync());
    }
}
