using System.Text.Json.Nodes;
using Tongtang.EdgeAgent.HubLink;
using Tongtang.EdgeAgent.Tests.Uploads;
using Tongtang.EdgeAgent.Uploads;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Tests.HubLink;

public sealed class LinkTests
{
    [Fact]
    public async Task Hub_AskingWhatCanBeAdded_IsToldDriversPortsAndFiles()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Link!.TryWrite(new HubMessage { EquipmentAsk = new EquipmentAsk() });
        var told = (await hub.ReceivedAsync(message => message.EquipmentChoices is not null)).EquipmentChoices.Json;
        Assert.InRange(told.Length, 1, 1 << 20);
        var choices = JsonNode.Parse(told)!;
        Assert.Contains(choices["drivers"]!.AsArray(), driver => driver!["id"]!.GetValue<string>() == "pjlink" && driver["connections"]!.AsArray().Count > 0);
        Assert.NotNull(choices["ports"]);
        Assert.Contains("renke-co2ws.json", choices["files"]!["modbus-map"]!.AsArray().Select(file => file!.GetValue<string>()));
    }

    [Fact]
    public async Task Link_Online_SaysHelloStateAndTime()
    {
        await using var hub = await new TestHub { ClockOffset = TimeSpan.FromMinutes(7) }.StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var hello = await TestHub.EventuallyAsync(() => hub.Hellos.FirstOrDefault());
        Assert.Equal(32, hello.StoreEpoch.Length);
        Assert.NotEqual(0, hello.MonotonicMs);
        Assert.True(hello.ClockKnown);
        var state = await hub.ReceivedAsync(m => m.State is not null);
        Assert.Equal(RecorderState.Idle, state.State.Recorder);
        Assert.True(state.State.Storage.FreeBytes > 0);
        await hub.ReceivedAsync(m => m.TimeProbe is not null);
        Assert.InRange(box.Get<HubClock>().Offset!.Value.TotalSeconds, 419.5, 420.5);
    }

    /// <summary>A word that is not renewed has the box killed for hanging, in the middle of a lesson.</summary>
    [Fact]
    public async Task Pulses_OfLinkAndUploads_MoveOnWithTheirWork()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartAsync();
        var (link, uploads) = (box.Get<LinkBoard>().Pulse, box.Get<UploadBoard>().Pulse);
        await TestHub.EventuallyAsync(() => link.DueMs < long.MaxValue && uploads.DueMs < long.MaxValue ? "" : null);
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await box.OnlineAsync();
        for (var time = 0; time < 3; time++)
        {
            var before = link.DueMs;
            await TestHub.EventuallyAsync(() => link.DueMs != before ? "" : null);
            before = uploads.DueMs;
            var lesson = new Lesson(box).Add(1);
            await TestHub.EventuallyAsync(() => lesson.IsWhole(hub) && uploads.DueMs != before ? "" : null);
        }
        await hub.StopAsync();
        var offline = link.DueMs;
        await TestHub.EventuallyAsync(() => link.DueMs != offline ? "" : null);
    }

    [Fact]
    public async Task Link_HubRestarts_ComesBackByItself()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await hub.StopAsync();
        await TestHub.EventuallyAsync(() => box.Get<LinkBoard>().Current is { Phase: not LinkPhase.Online, Problem: not null } ? "" : null);
        await hub.StartAsync();
        await box.OnlineAsync();
        Assert.True(hub.Hellos.Count >= 2);
    }

    [Fact]
    public async Task Link_RoomRenamedMeanwhile_IsShownAtOnce()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Link!.TryWrite(new HubMessage { RoomNames = new RoomNames { RoomName = "新教室", SchoolName = "新学校" } });
        await TestHub.EventuallyAsync(() => box.Get<LinkBoard>().Current is { RoomName: "新教室", SchoolName: "新学校" } ? "" : null);
    }

    [Fact]
    public async Task Link_BoxRestarted_KeepsItsIdentityAndStore()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        await box.StopAsync();
        await box.StartAsync();
        await box.OnlineAsync();
        Assert.Single(hub.Hellos.Select(h => h.StoreEpoch).Distinct());
    }

    [Fact]
    public async Task Link_Revoked_SaysWhyAndTakesANewIdentityAtOnce()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.RefuseLink = new GrpcException(GrpcStatusCode.Unauthenticated, "Revoked.", new GrpcMetadata { { "tongtang-code", "certificate_revoked" }, { "retry-after-ms", "3600000" } });
        hub.Link!.TryComplete();
        await TestHub.EventuallyAsync(() => box.Get<LinkBoard>().Current.Problem?.Contains("certificate_revoked", StringComparison.Ordinal) is true ? "" : null);
        hub.RefuseLink = null;
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await box.OnlineAsync();
    }

    [Fact]
    public async Task Link_RetryAfter_IsHonoured()
    {
        await using var hub = await new TestHub().StartAsync();
        hub.RefuseLink = new GrpcException(GrpcStatusCode.ResourceExhausted, "Later.", new GrpcMetadata { { "tongtang-code", "too_many_connections" }, { "retry-after-ms", "600000" } });
        await using var box = await new TestBox().StartAsync();
        await box.Get<BoxEnrolment>().EnrolAsync(hub.NewCode().Reveal(), null, CancellationToken.None);
        await TestHub.EventuallyAsync(() => box.Get<LinkBoard>().Current.Problem?.Contains("too_many_connections", StringComparison.Ordinal) is true ? "" : null);
        var connects = hub.Connects;
        await Task.Delay(TimeSpan.FromMilliseconds(600), TimeProvider.System);
        Assert.Equal(connects, hub.Connects);
    }

    [Fact]
    public async Task Command_Expired_IsNotRun()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = "late", DeadlineMs = 1, Start = new StartRecording() } });
        var answer = await hub.ReceivedAsync(m => m.Result?.CommandId == "late");
        Assert.Equal(CommandOutcome.Expired, answer.Result.Outcome);
    }

    [Fact]
    public async Task Command_Repeated_IsAnsweredFromTheLedgerEvenAfterARestart()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        var command = new Command { Id = "once", DeadlineMs = long.MaxValue, Stop = new StopRecording() };
        hub.Link!.TryWrite(new HubMessage { Command = command });
        var first = await hub.ReceivedAsync(m => m.Result?.CommandId == "once");
        Assert.Equal(CommandOutcome.Done, first.Result.Outcome);
        await box.StopAsync();
        hub.Received.Clear();
        await box.StartAsync();
        await box.OnlineAsync();
        command.DeadlineMs = 1;
        hub.Link!.TryWrite(new HubMessage { Command = command });
        var second = await hub.ReceivedAsync(m => m.Result?.CommandId == "once");
        Assert.Equal(CommandOutcome.Done, second.Result.Outcome);
    }

    [Fact]
    public async Task PowerOff_NotWhileRecording_IsRefusedFromTheStartOn()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox { Settings = [("Sources:0:Name", "teacher"), ("Sources:0:Kind", "test"), ("Sources:0:Role", "teacher"), ("Sources:0:Width", "320"), ("Sources:0:Height", "180")] }.StartEnrolledAsync(hub);
        Assert.NotEqual("room_recording", await TurnOffAsync("before"));
        hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = "start", DeadlineMs = long.MaxValue, Start = new StartRecording() } });
        await hub.ReceivedAsync(m => m.Result?.CommandId == "start");
        Assert.Equal("room_recording", await TurnOffAsync("in it"));
        hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = "stop", DeadlineMs = long.MaxValue, Stop = new StopRecording() } });
        await hub.ReceivedAsync(m => m.Result?.CommandId == "stop");

        async Task<string> TurnOffAsync(string id)
        {
            var off = new DeviceAction { Device = "beamer", Capability = "power", Action = "off", NotWhileRecording = true };
            hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = id, DeadlineMs = long.MaxValue, Device = off } });
            return (await hub.ReceivedAsync(m => m.Result?.CommandId == id)).Result.ErrorCode;
        }
    }

    [Fact]
    public async Task Command_OfANewerHub_IsAnsweredAsUnknown()
    {
        await using var hub = await new TestHub().StartAsync();
        await using var box = await new TestBox().StartEnrolledAsync(hub);
        hub.Link!.TryWrite(new HubMessage { Command = new Command { Id = "new", DeadlineMs = long.MaxValue } });
        var answer = await hub.ReceivedAsync(m => m.Result?.CommandId == "new");
        Assert.Equal(CommandOutcome.UnknownAction, answer.Result.Outcome);
    }
}
