using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Database;
using Tongtang.HubServer.Recordings;
using Tongtang.HubServer.Tests.Database;
using Tongtang.HubServer.Tests.Recordings;
using Tongtang.Protocol.Programs;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Backups;

/// <summary>A backup of a hub that runs, and what comes of it in another folder.</summary>
public sealed class BackupTests : IAsyncLifetime
{
    private readonly SampleLesson _lesson = new();
    private TemporaryFolder _folder = null!;
    private TemporaryFolder _other = null!;
    private TemporaryFolder _backups = null!;
    private ECDsa _key = null!;
    private RunningHub _hub = null!;
    private Place _place = null!;
    private X509Certificate2 _certificate = null!;

    /// <summary>What of the rows lies in the backup.</summary>
    private static string[] Rows => TestDatabase.IsPostgres ? ["postgres.dump"] : ["hub.db", "readings.db"];

    private string Backup => _backups["one"];

    public async Task InitializeAsync()
    {
        (_folder, _other, _backups, _key) = (new TemporaryFolder(), new TemporaryFolder(), new TemporaryFolder(), ECDsa.Create(ECCurve.NamedCurves.nistP256));
        await TestDatabase.EmptyAsync(_other.Path);
        await StartAsync(_folder);
        using var client = await _hub.HubClientAsync();
        _place = await _hub.CreatePlaceAsync(client);
        _certificate = await EnrolAsync(_key);
        await using var box = Box(_certificate);
        await box.OpenAsync(_lesson.Describe());
        for (var number = 0u; number < 4; number++)
        {
            await _lesson.SendAsync(box, number);
            await _lesson.SendAsync(box, number, SampleLesson.Audio);
        }
        Assert.True((await box.CloseAsync(_lesson.Close(4, 4))).Complete);
    }

    public async Task DisposeAsync()
    {
        await _hub.DisposeAsync();
        await TestDatabase.RemoveAsync(_folder.Path);
        await TestDatabase.RemoveAsync(_other.Path);
        _certificate.Dispose();
        _key.Dispose();
        _folder.Dispose();
        _other.Dispose();
        _backups.Dispose();
    }

    [Fact]
    public async Task Backup_OfARunningHub_IsWholeAndForItsOwnerOnly()
    {
        await BackUpAsync();
        Assert.Equal(
            [.. Rows.Concat(["backup.json", "ca/authority.pem", "media.sha256", "settings.json"]).Order(StringComparer.Ordinal)],
            Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Backup, path)).Order(StringComparer.Ordinal));
        Assert.All(Directory.EnumerateFiles(Backup, "*", SearchOption.AllDirectories), path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? UnixFileMode.UserRead | UnixFileMode.UserWrite : File.GetUnixFileMode(path)));
        // The list is what sha256sum takes, from the folder of the media.
        var list = await Programs.RunAsync("sh", "-c", $"cd '{_folder["media"]}' && sha256sum --check --quiet '{Backup}/media.sha256' && wc -l < '{Backup}/media.sha256'");
        Assert.Equal("8", list.Trim());
    }

    [Fact]
    public async Task Backup_IntoAFolderThatHoldsSomething_IsRefused()
    {
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "thesis.txt"), "mine");
        Assert.Contains("is not empty", await RefusedAsync("backup", Backup, "--data", _folder.Path), StringComparison.Ordinal);
        Assert.Contains("no hub's data folder", await RefusedAsync("backup", _backups["two"], "--data", _other.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_MediaPartlyLost_IsSaidAndFilledByTheBox()
    {
        await BackUpAsync();
        Directory.CreateDirectory(_other["media"]);
        foreach (var name in new[] { $"{SampleLesson.Video}/0-1.m4s", $"{SampleLesson.Audio}/0-1.m4s", $"{SampleLesson.Audio}/0-2.m4s" }) KeepMedium(name);
        // As after a power cut: the name is there, the bytes are not.
        await File.WriteAllBytesAsync(KeepMedium($"{SampleLesson.Video}/0-3.m4s"), [1, 2, 3]);
        var said = await RestoreAsync();
        Assert.Contains("1 recordings: 3 segments are on the disk, 5 are not", said, StringComparison.Ordinal);

        using var client = await _hub.HubClientAsync();
        var recording = await client.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}");
        Assert.Equal(("uploading", 3, 8, 15_000), (
            recording["state"]!.GetValue<string>(), recording["progress"]!["stored"]!.GetValue<int>(), recording["progress"]!["expected"]!.GetValue<int>(), recording["bytes"]!.GetValue<int>()));
        await using var box = Box(_certificate);
        var holdings = await box.OpenAsync(_lesson.Describe());
        Assert.Equal([(1u, 1u)], holdings.Tracks.Single(track => track.Track == SampleLesson.Video).Stored.Select(range => (range.First, range.Last)));
        foreach (var number in new[] { 0u, 2u, 3u }) await _lesson.SendAsync(box, number);
        foreach (var number in new[] { 0u, 3u }) await _lesson.SendAsync(box, number, SampleLesson.Audio);
        Assert.True((await box.CloseAsync(_lesson.Close(4, 4))).Complete);
    }

    [Fact]
    public async Task Restore_WhatWasInTheRecycleBin_LiesThereItsWholeTimeAgain()
    {
        using (var client = await _hub.HubClientAsync()) Assert.True((await client.DeleteAsync($"/api/v1/recordings/{_lesson.Id}")).IsSuccessStatusCode);
        await _hub.Services.GetRequiredService<HubDatabase>().WriteAsync(connection => connection.ExecuteAsync("UPDATE recording SET deleted_at_ms = 1"), CancellationToken.None);
        await BackUpAsync();
        await RestoreAsync();
        Assert.Equal(0, await _hub.Services.GetRequiredService<RecycleBin>().EmptyAsync(CancellationToken.None));
        using var after = await _hub.HubClientAsync();
        var left = Assert.Single((await after.GetJsonAsync("/api/v1/recycle-bin"))["items"]!.AsArray())!["bin"]!["goesAt"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow();
        Assert.InRange(left, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
    }

    [Fact]
    public async Task Restore_TellsBoxesThatAnotherStoreAnswers()
    {
        await using var before = Box(_certificate);
        var generation = "";
        for (var time = 0; time < 2; time++)
        {
            // A link that nobody reads would hold up the hub's end.
            await using var link = await before.ConnectAsync();
            if (time == 0) generation = link.Welcome.StoreGeneration;
            else Assert.Equal(generation, link.Welcome.StoreGeneration);
        }
        await BackUpAsync();
        await RestoreAsync();
        await using var after = Box(_certificate);
        await using var restored = await after.ConnectAsync();
        Assert.NotEqual(generation, restored.Welcome.StoreGeneration);
        Assert.NotEqual("", restored.Welcome.StoreGeneration);
    }

    [Fact]
    public async Task Restore_CertificatesIssuedSince_AreTakenOfBoxesThatAreKnown()
    {
        await BackUpAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using var box = Box(_certificate);
        using var renewed = TestBox.WithKey((await box.RenewAsync(key)).Certificate.ToByteArray(), key);
        using var stranger = await EnrolAsync(key, await OtherRoomAsync());
        await RestoreAsync();
        await using var after = Box(renewed);
        await using (await after.ConnectAsync()) { }
        await using var unknown = Box(stranger);
        Assert.Equal("certificate_revoked", (await TestBox.RefusalAsync(unknown.ConnectAsync())).Code);
        // The one before it ended with its first use, as always.
        await using var old = Box(_certificate);
        Assert.Equal("certificate_revoked", (await TestBox.RefusalAsync(old.ConnectAsync())).Code);
    }

    [Fact]
    public async Task HubThatWasNeverRestored_TakesNoCertificateItDoesNotKnow()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var forgotten = await EnrolAsync(key, await OtherRoomAsync());
        await using (var connection = await TestDatabase.OpenAsync(_folder.Path, "hub"))
            Assert.Equal(1, await connection.ExecuteAsync("DELETE FROM agent_certificate WHERE serial = @serial", new { serial = Convert.ToHexStringLower(forgotten.SerialNumberBytes.Span) }));
        await using var box = Box(forgotten);
        Assert.Equal("certificate_revoked", (await TestBox.RefusalAsync(box.ConnectAsync())).Code);
    }

    [Theory]
    [InlineData("rows", "is not as it was")]
    [InlineData("ca/authority.pem", "is not as it was")]
    public async Task Restore_AFileChanged_IsRefusedAndNothingIsTouched(string name, string told)
    {
        await BackUpAsync();
        var path = Path.Combine(Backup, name == "rows" ? Rows[0] : name);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);
        Assert.Contains(told, await RefusedAsync("restore", Backup, "--data", _other.Path), StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_other.Path));
    }

    [Theory]
    [InlineData("gone", "lacks ")]
    [InlineData("no manifest", "has no backup.json")]
    [InlineData("torn manifest", "cannot be read")]
    [InlineData("climbs", "allowed are names inside the backup")]
    [InlineData("newer", "this hub-server reads 1")]
    public async Task Restore_WhatIsNoWholeBackup_IsRefused(string damage, string told)
    {
        await BackUpAsync();
        var manifest = Path.Combine(Backup, "backup.json");
        var text = await File.ReadAllTextAsync(manifest);
        if (damage == "gone") File.Delete(Path.Combine(Backup, Rows[^1]));
        if (damage == "no manifest") File.Delete(manifest);
        if (damage == "torn manifest") await File.WriteAllTextAsync(manifest, text[..(text.Length / 2)]);
        if (damage == "climbs") await File.WriteAllTextAsync(manifest, text.Replace($"\"{Rows[^1]}\"", "\"../../etc/passwd\"", StringComparison.Ordinal));
        if (damage == "newer") await File.WriteAllTextAsync(manifest, text.Replace("\"format\":1", "\"format\":2", StringComparison.Ordinal));
        Assert.Contains(told, await RefusedAsync("restore", Backup, "--data", _other.Path), StringComparison.Ordinal);
        Assert.False(File.Exists(_other["hub.db"]));
    }

    [Fact]
    public async Task Restore_WhereAHubIsOrRuns_IsRefusedUnlessItMayMoveAside()
    {
        await BackUpAsync();
        using (new DataFolder(_folder.Path).Lock())
            Assert.Contains("Another process runs", await RefusedAsync("restore", Backup, "--data", _folder.Path, "--replace"), StringComparison.Ordinal);
        await _hub.DisposeAsync();
        Assert.Contains("With --replace", await RefusedAsync("restore", Backup, "--data", _folder.Path), StringComparison.Ordinal);
        Assert.Equal(0, (await HubCommand.RunAsync("restore", Backup, "--data", _folder.Path, "--replace")).Code);
        var aside = Directory.GetDirectories(_folder.Path, "replaced-*").Single();
        Assert.True((TestDatabase.IsPostgres || File.Exists(Path.Combine(aside, "hub.db"))) && Directory.Exists(Path.Combine(aside, "ca")));
        Assert.False(Directory.Exists(_folder["restoring"]));
        await StartAsync(_folder);
        using var client = await _hub.HubClientAsync();
        Assert.Equal("complete", (await client.GetJsonAsync($"/api/v1/recordings/{_lesson.Id}"))["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Hub_OnARestoreThatWasBrokenOff_DoesNotStart()
    {
        await File.WriteAllTextAsync(_other["restore-unfinished"], "");
        Assert.Contains("was broken off", await RefusedAsync("run", "--data", _other.Path, "--listen", "http://127.0.0.1:0", "--agents-listen", "https://127.0.0.1:0"), StringComparison.Ordinal);
        await BackUpAsync();
        await RestoreAsync();
    }

    [Fact]
    public async Task Settings_AreKeptAsASettingsFile()
    {
        var (code, _, error) = await HubCommand.RunAsync("backup", Backup, "--data", _folder.Path, "--set", "Readings:LineMegabytes=77");
        Assert.True(code == 0, error);
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Backup, "settings.json")))!;
        Assert.Equal("77", settings["Readings"]!["LineMegabytes"]!.GetValue<string>());
        await RestoreAsync();
        var (restored, _, refusal) = await HubCommand.RunAsync("token", "create", "--name", "t", "--data", _other.Path, "--settings", _other["restored-settings.json"]);
        Assert.True(restored == 0, refusal);
    }

    private async Task StartAsync(TemporaryFolder folder) => _hub = await RunningHub.StartAsync(folder, settings: TestBox.HubSettings);

    private TestBox Box(X509Certificate2 certificate) => new(_hub.AgentsAddress, certificate);

    private async Task<string> OtherRoomAsync()
    {
        using var client = await _hub.HubClientAsync();
        return await client.PostForIdAsync("/api/v1/rooms", new { name = "室二", schoolId = _place.SchoolId });
    }

    private async Task<X509Certificate2> EnrolAsync(ECDsa key, string? room = null)
    {
        await using var stranger = new TestBox(_hub.AgentsAddress, certificate: null);
        var reply = await stranger.EnrolAsync(await TestBox.CodeAsync(_hub, room ?? _place.RoomId), TestBox.RequestFor(key));
        return TestBox.WithKey(reply.Certificate.ToByteArray(), key);
    }

    private async Task BackUpAsync()
    {
        var (code, _, error) = await HubCommand.RunAsync("backup", Backup, "--data", _folder.Path);
        Assert.True(code == 0, error);
    }

    /// <summary>Into the other folder, and a hub runs there from now on.</summary>
    private async Task<string> RestoreAsync()
    {
        var (code, output, error) = await HubCommand.RunAsync("restore", Backup, "--data", _other.Path);
        Assert.True(code == 0, error);
        await _hub.DisposeAsync();
        await StartAsync(_other);
        return output;
    }

    private string KeepMedium(string name)
    {
        var path = Path.Combine("media", _lesson.Id[..2], _lesson.Id, name);
        Directory.CreateDirectory(Path.GetDirectoryName(_other[path])!);
        File.Copy(_folder[path], _other[path]);
        return _other[path];
    }

    private static async Task<string> RefusedAsync(params string[] args)
    {
        var (code, _, error) = await HubCommand.RunAsync(args);
        Assert.Equal(Serving.CannotStart, code);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return error;
    }
}
