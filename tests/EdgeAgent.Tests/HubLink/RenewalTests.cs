using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.Harness;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class RenewalTests
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public void Plan_TenThousandBoxes_AreSpreadBetweenTwoThirdsAndThreeQuarters()
    {
        var from = new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero);
        var days = Enumerable.Range(0, 10_000).Select(i => (RenewalPlan.DueAt(from, from.AddDays(90), $"{i:x32}") - from).TotalDays).ToList();
        Assert.InRange(days.Min(), 60, 60.1);
        Assert.InRange(days.Max(), 67.4, 67.5);
        Assert.True(days.GroupBy(d => (int)(d * 24)).Max(g => g.Count()) < 200, "more than 200 of 10,000 in one hour");
        Assert.Equal(RenewalPlan.DueAt(from, from.AddDays(90), "a"), RenewalPlan.DueAt(from, from.AddDays(90), "a"));
    }

    [Fact]
    public async Task Link_CertificatePastItsPlan_IsRenewedAndUsed()
    {
        await using var hub = await new TestHub { NextLife = (Now.AddDays(-80), Now.AddDays(10)) }.StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await TestHub.EventuallyAsync(() => hub.Serials.Distinct().Count() == 2 ? "" : null);
        Assert.Equal(hub.Serials.First(), Assert.Single(hub.Renewals));
        Assert.Empty(hub.Recoveries);
        await box.OnlineAsync();
    }

    /// <summary>By the box's own clock the certificate would be due; the hub's says otherwise, and it decides.</summary>
    [Fact]
    public async Task Link_OnlyTheHubsClock_Decides()
    {
        await using var hub = await new TestHub { NextLife = (Now.AddDays(-80), Now.AddDays(10)), ClockOffset = TimeSpan.FromDays(-70) }.StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await hub.ReceivedAsync(m => m.TimeProbe is not null);
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Empty(hub.Renewals);
    }

    [Fact]
    public async Task Link_RenewalRefused_TheOldOneIsUsedOn()
    {
        await using var hub = await new TestHub { NextLife = (Now.AddDays(-80), Now.AddDays(10)) }.StartAsync();
        hub.RefuseRenewal = new GrpcException(GrpcStatusCode.ResourceExhausted, "Busy.", new GrpcMetadata { { "tongtang-code", "hub_busy" }, { "retry-after-ms", "600000" } });
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await TestHub.EventuallyAsync(() => hub.Renewals.IsEmpty ? null : "");
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
        Assert.Single(hub.Renewals);
        Assert.Equal(LinkPhase.Online, box.Get<LinkBoard>().Current.Phase);
    }

    [Fact]
    public async Task Link_CertificateExpired_RecoversByItself()
    {
        await using var hub = await new TestHub { NextLife = (Now.AddDays(-120), Now.AddDays(-30)) }.StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        Assert.Equal(hub.Serials.First(), Assert.Single(hub.Recoveries));
        Assert.NotEqual(hub.Serials.First(), hub.Serials.Last());
        await box.StopAsync();
        await box.StartAsync();
        await box.OnlineAsync();
        Assert.Single(hub.Recoveries);
    }

    /// <summary>A power cut after any step of the replacement leaves the old identity or the new one, whole.</summary>
    [Fact]
    public async Task Identity_CutAtEveryStep_IsTheOldOrTheNewOne()
    {
        using var made = new TemporaryFolder();
        var (old, next) = (await MakeAsync(made["old"]), await MakeAsync(made["next"]));
        string[] files = ["agent.key", "agent.crt", "ca.crt", "hub.json"];
        for (var written = 0; written <= files.Length; written++)
        {
            using var box = new TemporaryFolder();
            Copy(made["old"], box["identity"], files);
            Copy(made["next"], box["identity.new"], files[..written]);
            Assert.Equal(written == files.Length ? next : old, SerialIn(box.Path));
        }
        using var moved = new TemporaryFolder();
        Copy(made["old"], moved["identity.old"], files);
        Copy(made["next"], moved["identity.new"], files);
        Assert.Equal(next, SerialIn(moved.Path));
        using var done = new TemporaryFolder();
        Copy(made["old"], done["identity.old"], files);
        Copy(made["next"], done["identity"], files);
        Assert.Equal(next, SerialIn(done.Path));
    }

    private static async Task<string> MakeAsync(string folder)
    {
        using var data = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=box", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now, Now.AddDays(1));
        await Files(data.Path).ReplaceAsync(new Enrolled(new Uri("https://hub.example:8701"), "a", "r", "", ""), key, certificate, certificate, CancellationToken.None);
        Copy(data["identity"], folder, ["agent.key", "agent.crt", "ca.crt", "hub.json"]);
        return certificate.SerialNumber;
    }

    private static void Copy(string from, string to, string[] files)
    {
        Directory.CreateDirectory(to);
        foreach (var file in files) File.Copy(Path.Combine(from, file), Path.Combine(to, file));
    }

    private static IdentityFiles Files(string dataFolder) =>
        new(dataFolder, new StoreRepairs(new DataFolder(dataFolder), TimeProvider.System, NullLogger<StoreRepairs>.Instance), TimeProvider.System);

    private static string? SerialIn(string dataFolder)
    {
        using var identity = Files(dataFolder).Read();
        return identity?.Certificate.SerialNumber;
    }
}
