using Tongtang.EdgeAgent.HubLink;
using Tongtang.Protocol.Enrolment;
using Tongtang.Protocol.Stores;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task Enrol_GoodCode_KeepsTheIdentityAndGoesOnline()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        Assert.Equal(LinkPhase.Unenrolled, box.Get<LinkBoard>().Current.Phase);
        var enrolled = await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await box.OnlineAsync();
        Assert.Equal("七年级（1）班", enrolled.RoomName);
        Assert.Equal(hub.Address, enrolled.Hub);
        var key = new FileInfo(Path.Combine(box.DataFolder, "identity", "agent.key"));
        Assert.True(key.Exists);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, key.UnixFileMode);
    }

    [Theory]
    [InlineData("", "join_code_malformed")]
    [InlineData("hello", "join_code_malformed")]
    [InlineData("0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0001", "join_code_malformed")]
    public async Task Enrol_NoCode_IsToldAtOnce(string code, string expected)
    {
        await using var box = await new TestBox().StartAsync();
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(code, null, CancellationToken.None));
        Assert.Equal(expected, error.Code);
        Assert.False(Directory.Exists(Path.Combine(box.DataFolder, "identity")));
    }

    [Fact]
    public async Task Enrol_UsedCode_IsRefusedAndTheOldIdentityStays()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var code = hub.NewCode().Reveal();
        var first = await box.Get<BoxEnrolment>().EnrolAsync(code, null, CancellationToken.None);
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(code, null, CancellationToken.None));
        Assert.Equal("join_code_unknown", error.Code);
        Assert.Equal(first.AgentId, box.Get<HubIdentity>().Current!.Enrolled.AgentId);
    }

    [Fact]
    public async Task Enrol_AtAnotherHub_NeverSendsTheSecret()
    {
        await using var real = await new TestHub().StartAsync();
        await using var stranger = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var code = real.NewCode(withAddress: false);
        stranger.JoinSecrets.Add(code.Secret.ToArray());
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(code.Reveal(), stranger.Address, CancellationToken.None));
        Assert.Equal("hub_foreign", error.Code);
        Assert.Single(stranger.JoinSecrets);
        Assert.False(Directory.Exists(Path.Combine(box.DataFolder, "identity")));
    }

    [Fact]
    public async Task Enrol_ServerOfTheRightCaButAnotherName_IsRefused()
    {
        await using var hub = await new TestHub("somebody.else").StartAsync();
        await using var box = await new TestBox().StartAsync();
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None));
        Assert.Equal("hub_unreachable", error.Code);
        Assert.Single(hub.JoinSecrets);
    }

    [Fact]
    public async Task Enrol_NobodyThere_SaysSo()
    {
        var hub = await new TestHub().StartAsync();
        var code = hub.NewCode().Reveal();
        await hub.DisposeAsync();
        await using var box = await new TestBox().StartAsync();
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(code, null, CancellationToken.None));
        Assert.Equal("hub_unreachable", error.Code);
        Assert.Contains("No hub answers at https://127.0.0.1", error.Message);
    }

    [Fact]
    public async Task Enrol_CodeWithoutAddress_AsksForIt()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var error = await Assert.ThrowsAsync<EnrolmentException>(() => box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode(withAddress: false).Reveal(), null, CancellationToken.None));
        Assert.Equal("join_code_hub_missing", error.Code);
    }

    [Fact]
    public async Task Replace_CutShortAfterTheNewOneWasWhole_TheNewOneCounts()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var enrolled = await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        Directory.Move(Path.Combine(box.DataFolder, "identity"), Path.Combine(box.DataFolder, "identity.new"));
        using var found = Files(box).Read();
        Assert.Equal(enrolled.AgentId, found!.Enrolled.AgentId);
    }

    [Fact]
    public async Task Replace_CutShortHalfWay_TheOldOneCounts()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var enrolled = await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(box.DataFolder, "identity.new"));
        await File.WriteAllTextAsync(Path.Combine(box.DataFolder, "identity.new", "agent.key"), "half");
        using var found = Files(box).Read();
        Assert.Equal(enrolled.AgentId, found!.Enrolled.AgentId);
    }

    [Theory]
    [InlineData("http://hub:8701")]
    [InlineData("https://hub:8701/path")]
    [InlineData("https://user@hub:8701")]
    [InlineData("hub with spaces")]
    public void Address_NotAHubs_IsRefused(string text) =>
        Assert.Equal("hub_address_invalid", Assert.Throws<EnrolmentException>(() => JoinFile.Address(text)).Code);

    [Fact]
    public async Task JoinFile_FromAStick_IsRead()
    {
        using var folder = new Harness.TemporaryFolder();
        await File.WriteAllTextAsync(folder["tongtang-join.json"], """{"hub":"https://hub.example:8701","code":"ABCD","room":"七年级（1）班","expiresAt":"2026-11-21T08:00:00.000Z"}""");
        Assert.Equal(new JoinOrder("ABCD", new Uri("https://hub.example:8701")), JoinFile.Read(folder["tongtang-join.json"], null));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"x": 1}""")]
    public async Task JoinFile_Rubbish_IsRefused(string content)
    {
        using var folder = new Harness.TemporaryFolder();
        await File.WriteAllTextAsync(folder["tongtang-join.json"], content);
        var refused = Assert.Throws<EnrolmentException>(() => JoinFile.Read(folder["tongtang-join.json"], null));
        Assert.Equal("join_file_invalid", refused.Code);
        Assert.DoesNotContain(".NET", refused.Message, StringComparison.Ordinal);
    }

    private static IdentityFiles Files(TestBox box) => new(box.DataFolder, box.Get<StoreRepairs>(), TimeProvider.System);
}
