using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dapper;
using Tongtang.Harness;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Tests.Reports;

public sealed class FrozenReportTests
{
    private const string October = "period=month&date=2026-10-15";

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 12, 10, 2, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Frozen_StaysAsItWas_AndSaysWhatIsOtherToday()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, 21);
        await usage.MakeAsync(client, recordings: 200, linked: 10);
        var before = await client.GetJsonAsync($"/api/v1/usage?{October}");
        var id = await client.PostForIdAsync("/api/v1/frozen-reports", new { title = "十月", period = "month", date = "2026-10-15" });
        Assert.Equal(0, (await client.GetJsonAsync($"/api/v1/frozen-reports/{id}/difference"))["total"]!.GetValue<int>());

        var recording = (await client.GetJsonAsync("/api/v1/recordings?counted=true&from=2026-10-02T00:00:00Z&to=2026-10-30T00:00:00Z"))["items"]![0]!["id"]!.GetValue<string>();
        Assert.True((await client.DeleteAsync($"/api/v1/recordings/{recording}")).IsSuccessStatusCode);

        var frozen = await client.GetJsonAsync($"/api/v1/frozen-reports/{id}");
        Assert.Equal("valid", frozen["check"]!.GetValue<string>());
        Assert.Equal(before["figures"]!.ToJsonString(), frozen["document"]!["report"]!["figures"]!.ToJsonString());
        Assert.Equal(Enum.GetValues<HubServer.Reports.FigureKey>().Length, frozen["document"]!["definitions"]!.AsArray().Count);
        var changed = (await client.GetJsonAsync($"/api/v1/frozen-reports/{id}/difference"))["figures"]!.AsArray();
        var lessons = changed.Single(figure => figure!["table"]!.GetValue<string>() == "report" && figure["figure"]!.GetValue<string>() == "lessons")!;
        Assert.Equal(lessons["frozen"]!.GetValue<double>() - 1, lessons["now"]!.GetValue<double>());
        Assert.Contains(changed, figure => figure!["table"]!.GetValue<string>() == "room" && figure["figure"]!.GetValue<string>() == "lessons");
    }

    [Fact]
    public async Task Document_CanBeCheckedByAnyone_AndAnAlteredOneIsTold()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var client = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, 22);
        await usage.MakeAsync(client, recordings: 20, linked: 0);
        var id = await client.PostForIdAsync("/api/v1/frozen-reports", new { title = "十月", period = "month", date = "2026-10-15" });
        var frozen = await client.GetJsonAsync($"/api/v1/frozen-reports/{id}");
        var bytes = await client.GetByteArrayAsync($"/api/v1/frozen-reports/{id}/document");
        using var certificate = X509Certificate2.CreateFromPem(frozen["certificate"]!.GetValue<string>());
        using var key = certificate.GetECDsaPublicKey()!;
        Assert.True(key.VerifyData(bytes, Convert.FromBase64String(frozen["signature"]!.GetValue<string>()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));
        Assert.Equal("CN=Tongtang reports", certificate.Subject);

        await usage.Database.WriteAsync(
            connection => connection.ExecuteAsync("UPDATE frozen_report SET document = @altered", new { altered = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(bytes).Replace("\"lessons\":", "\"lessons\": ", StringComparison.Ordinal)) }), CancellationToken.None);
        Assert.Equal("altered", (await client.GetJsonAsync($"/api/v1/frozen-reports/{id}"))["check"]!.GetValue<string>());

        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var self = new CertificateRequest("CN=Tongtang reports", own, HashAlgorithmName.SHA256).CreateSelfSigned(_time.GetUtcNow().AddDays(-1), _time.GetUtcNow().AddDays(1));
        await usage.Database.WriteAsync(
            connection => connection.ExecuteAsync("UPDATE frozen_report SET document = @bytes, signature = @signature, certificate = @certificate", new { bytes, signature = own.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), certificate = self.RawData }), CancellationToken.None);
        Assert.Equal("foreign", (await client.GetJsonAsync($"/api/v1/frozen-reports/{id}"))["check"]!.GetValue<string>());
    }

    [Fact]
    public async Task Freezing_WhatIsNotOver_OrWhatOneDoesNotSeeWhole_IsRefused()
    {
        await using var hub = await RunningHub.StartAsync(time: _time);
        using var admin = await hub.HubClientAsync();
        var usage = new RandomUsage(hub, 23);
        await usage.MakeAsync(admin, recordings: 0, linked: 0);
        Assert.Equal((409, "period_running"), await (await admin.PostAsJsonAsync("/api/v1/frozen-reports", new { title = "十二月", period = "month" })).ProblemAsync());
        using var region = await hub.ClientAsync(new Scope(ScopeKind.Region, usage.Rooms[0].Region));
        Assert.Equal((404, "place_unknown"), await (await region.PostAsJsonAsync("/api/v1/frozen-reports", new { title = "十月", date = "2026-10-15" })).ProblemAsync());
        var whole = await admin.PostForIdAsync("/api/v1/frozen-reports", new { title = "全区", date = "2026-10-15" });
        var own = await region.PostForIdAsync("/api/v1/frozen-reports", new { title = "本区", date = "2026-10-15", region = usage.Rooms[0].Region });
        Assert.Equal((404, "frozen_report_unknown"), await (await region.GetAsync($"/api/v1/frozen-reports/{whole}")).ProblemAsync());
        Assert.Equal([own], (await region.GetJsonAsync("/api/v1/frozen-reports"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
    }
}
