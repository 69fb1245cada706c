using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Tongtang.Harness;
using Tongtang.Harness.Processes;
using Tongtang.HubServer.Agents;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Agents;

public sealed class LinkTests : HubWithBox
{
    [Fact]
    public async Task Connect_Box_IsOnlineUntilItLeaves()
    {
        await using (var link = await Box.ConnectAsync())
        {
            Assert.Equal(("室一", "校一", 10u), (link.Welcome.RoomName, link.Welcome.SchoolName, link.Welcome.ProbeIntervalSeconds));
            Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), link.Welcome.HubTimeMs);
            await RoomAsync(room => Text(room, "presence") == "online");
        }
        await RoomAsync(room => Text(room, "presence") == "offline");
    }

    [Fact]
    public async Task Connect_WithoutHello_IsRefused()
    {
        await using var call = Box.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new AgentMessage { TimeProbe = new TimeProbe() }, CancellationToken.None);
        Assert.Equal((GrpcStatusCode.InvalidArgument, "hello_missing"), await TestBox.RefusalAsync(call.ReadAsync(CancellationToken.None).AsTask()));
    }

    [Fact]
    public async Task Connect_Again_EndsTheOlderAndStaysOnline()
    {
        await using var older = await Box.ConnectAsync();
        await using var newer = await Box.ConnectAsync();
        Assert.Equal((GrpcStatusCode.Aborted, "replaced"), await older.EndAsync());
        await newer.SayAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 7 } });
        Assert.Equal(7, (await newer.HearAsync()).TimeReply.ProbeSentMonotonicMs);
        await RoomAsync(room => Text(room, "presence") == "online");
    }

    [Fact]
    public async Task Connect_MoreThanAllowed_AreToldToComeBack()
    {
        await using var small = await RunningHub.StartAsync(time: Time, settings: TestBox.HubSettings.Append(KeyValuePair.Create("Agents:MaxConnected", (string?)"1")));
        using var client = await small.HubClientAsync();
        var place = await small.CreatePlaceAsync(client);
        var second = await client.PostForIdAsync("/api/v1/rooms", new { name = "室二", schoolId = place.SchoolId });
        await using var first = await TestBox.EnrolAsync(small, place.RoomId);
        await using var link = await first.ConnectAsync();
        await using var other = await TestBox.EnrolAsync(small, second);
        await using var call = other.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), CancellationToken.None);
        await call.WriteAsync(new AgentMessage { Hello = new Hello() }, CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<GrpcException>(() => call.ReadAsync(CancellationToken.None).AsTask());
        Assert.Equal("too_many_connections", refusal.Trailers.Get(AgentRefusal.CodeTrailer));
        Assert.InRange(long.Parse(refusal.Trailers.Get(AgentRefusal.RetryTrailer)!), 1000, 30_000);
        await using var again = await first.ConnectAsync();
    }

    [Fact]
    public async Task Link_SilentForThreeIntervals_IsOffline()
    {
        await using var link = await Box.ConnectAsync();
        Time.Advance(TimeSpan.FromSeconds(29));
        await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await link.HearAsync();
        Time.Advance(TimeSpan.FromSeconds(29));
        await RoomAsync(room => Text(room, "presence") == "online");
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((GrpcStatusCode.Aborted, "silent"), await link.EndAsync());
        await RoomAsync(room => Text(room, "presence") == "offline");
    }

    [Fact]
    public async Task Room_Deleted_EndsItsBoxesLinkAtOnceAndTakesNoOther()
    {
        var second = await Client.PostForIdAsync("/api/v1/rooms", new { name = "室二", schoolId = Place.SchoolId });
        await using var other = await TestBox.EnrolAsync(Hub, second);
        await using var bystander = await other.ConnectAsync();
        await using var link = await Box.ConnectAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await Client.DeleteAsync($"/api/v1/rooms/{Place.RoomId}")).StatusCode);
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await link.EndAsync());
        Assert.Equal((GrpcStatusCode.Unauthenticated, "certificate_revoked"), await TestBox.RefusalAsync(Box.ConnectAsync()));
        await bystander.SayAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 7 } });
        Assert.Equal(7, (await bystander.HearAsync()).TimeReply.ProbeSentMonotonicMs);
    }

    [Fact]
    public async Task State_Reported_IsTheRooms()
    {
        await using var link = await Box.ConnectAsync();
        var startedAt = Time.GetUtcNow().ToUnixTimeMilliseconds();
        await link.SayAsync(new AgentMessage
        {
            State = new ReportedState
            {
                Recorder = Protocol.V1.RecorderState.Recording,
                RecordingId = "01995c8a000000000000000000000000",
                Title = "<b>数学</b>",
                StartedAtMs = startedAt - 5000,
                ClockOffsetMs = 5000,
                Sources = { new SourceState { Name = "teacher", Role = SourceRole.Teacher, Health = SourceHealth.Lost, Bytes = 123, AudioLevelDb = -20, Problem = "refused" } },
                Storage = new StorageState { FreeBytes = 10, HoursLeft = double.PositiveInfinity },
                Upload = new UploadState { PendingSegments = 3, PendingBytes = 9 },
            },
        });
        var room = await RoomAsync(room => room["state"]?["recorder"]?.GetValue<string>() == "recording");
        var state = room["state"]!;
        Assert.Equal("<b>数学</b>", Text(state, "title"));
        Assert.Equal(startedAt, state["startedAt"]!.GetValue<DateTimeOffset>().ToUnixTimeMilliseconds());
        Assert.Equal(("lost", "refused", 123), (Text(state["sources"]![0]!, "state"), Text(state["sources"]![0]!, "problem"), state["sources"]![0]!["bytes"]!.GetValue<int>()));
        Assert.Null(state["storage"]!["hoursLeft"]);
        // What lists filter by is written a little later, at most once a second.
        await Eventually.TrueAsync(
            async () =>
            {
                if ((await Client.GetJsonAsync("/api/v1/rooms?recorder=recording"))["total"]!.GetValue<int>() == 1) return true;
                Time.Advance(TimeSpan.FromMilliseconds(100));
                return false;
            },
            TimeSpan.FromSeconds(10),
            () => "the room is not listed as recording");
    }

    [Fact]
    public async Task Hub_Restarted_NobodyIsOnline()
    {
        using var folder = new TemporaryFolder();
        Place place;
        await using (var first = await RunningHub.StartAsync(folder, settings: TestBox.HubSettings))
        {
            using var client = await first.HubClientAsync();
            place = await first.CreatePlaceAsync(client);
            await using var box = await TestBox.EnrolAsync(first, place.RoomId);
            await using var link = await box.ConnectAsync();
            await Eventually.TrueAsync(async () => Text(await client.GetJsonAsync($"/api/v1/rooms/{place.RoomId}"), "presence") == "online", TimeSpan.FromSeconds(10), () => "online");
        }
        await using var second = await RunningHub.StartAsync(folder, settings: TestBox.HubSettings);
        using var again = await second.HubClientAsync();
        Assert.Equal("offline", Text(await again.GetJsonAsync($"/api/v1/rooms/{place.RoomId}"), "presence"));
    }

    [Fact]
    public async Task Command_Start_IsRunAndAnswered()
    {
        await using var link = await Box.ConnectAsync();
        var asking = SendAsync(new { action = "start", title = "语文" });
        var command = (await link.HearAsync()).Command;
        Assert.Equal("语文", command.Start.Title);
        Assert.Equal(Time.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds(), command.DeadlineMs);
        await link.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Done, RecordingId = "01995c8a000000000000000000000000" } });
        var answer = await (await asking).JsonAsync();
        Assert.Equal((command.Id, "done", "01995c8a000000000000000000000000"), (Text(answer, "commandId"), Text(answer, "outcome"), Text(answer, "recordingId")));
    }

    [Fact]
    public async Task Command_SameIdAgain_AnswersWhatCameOfIt()
    {
        await using var link = await Box.ConnectAsync();
        var body = new { action = "stop", commandId = new string('a', 32) };
        var asking = SendAsync(body);
        await link.HearAsync();
        await link.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = body.commandId, Outcome = CommandOutcome.Refused, ErrorCode = "not_recording", ErrorMessage = "No." } });
        await (await asking).JsonAsync();
        var answer = await (await SendAsync(body)).JsonAsync();
        Assert.Equal(("refused", "not_recording"), (Text(answer, "outcome"), Text(answer, "errorCode")));
        await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = 1 } });
        Assert.Equal(HubMessage.MessageOneofCase.TimeReply, (await link.HearAsync()).MessageCase);
    }

    [Fact]
    public async Task Command_BoxReconnectsBeforeTheDeadline_GetsItAgain()
    {
        await using var link = await Box.ConnectAsync();
        var asking = SendAsync(new { action = "pause" });
        var first = (await link.HearAsync()).Command;
        await using var newer = await Box.ConnectAsync();
        var second = (await newer.HearAsync()).Command;
        Assert.Equal(first, second);
        await newer.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = first.Id, Outcome = CommandOutcome.Done } });
        Assert.Equal("done", Text(await (await asking).JsonAsync(), "outcome"));
    }

    [Fact]
    public async Task Command_NoAnswer_IsExpiredAndALateAnswerCorrectsIt()
    {
        await using var link = await Box.ConnectAsync();
        var body = new { action = "resume", commandId = new string('b', 32) };
        var asking = SendAsync(body);
        await link.HearAsync();
        await Eventually.TrueAsync(
            () =>
            {
                Time.Advance(TimeSpan.FromSeconds(2));
                return asking.IsCompleted;
            },
            TimeSpan.FromSeconds(10),
            () => "expired");
        Assert.Equal("expired", Text(await (await asking).JsonAsync(), "outcome"));
        await using var again = await Box.ConnectAsync();
        await again.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = body.commandId, Outcome = CommandOutcome.Done } });
        await Eventually.TrueAsync(async () => Text(await (await SendAsync(body)).JsonAsync(), "outcome") == "done", TimeSpan.FromSeconds(10), () => "done");
    }

    [Fact]
    public async Task Command_ResultOfAnotherBox_IsNoResult()
    {
        var second = await Client.PostForIdAsync("/api/v1/rooms", new { name = "室二", schoolId = Place.SchoolId });
        await using var other = await TestBox.EnrolAsync(Hub, second);
        await using var foreign = await other.ConnectAsync();
        await using var link = await Box.ConnectAsync();
        var asking = SendAsync(new { action = "stop" });
        var command = (await link.HearAsync()).Command;
        await foreign.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Refused } });
        await foreign.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await foreign.HearAsync();
        Assert.False(asking.IsCompleted);
        await link.SayAsync(new AgentMessage { Result = new CommandResult { CommandId = command.Id, Outcome = CommandOutcome.Done } });
        Assert.Equal("done", Text(await (await asking).JsonAsync(), "outcome"));
    }

    [Fact]
    public async Task Command_WhatCannotBe_IsRefused()
    {
        Assert.Equal((409, "agent_offline"), await (await SendAsync(new { action = "start" })).ProblemAsync());
        await using var link = await Box.ConnectAsync();
        Assert.Equal((400, "body_invalid"), await (await SendAsync(new { action = "explode" })).ProblemAsync());
        Assert.Equal((400, "title_invalid"), await (await SendAsync(new { action = "start", title = new string('x', 201) })).ProblemAsync());
        Assert.Equal((400, "command_invalid"), await (await SendAsync(new { action = "stop", title = "x" })).ProblemAsync());
        Assert.Equal((400, "command_id_invalid"), await (await SendAsync(new { action = "stop", commandId = "1" })).ProblemAsync());
        Assert.Equal((404, "room_unknown"), await (await Client.PostAsJsonAsync("/api/v1/rooms/nowhere/commands", new { action = "stop" })).ProblemAsync());
    }

    [Fact]
    public async Task Picture_Asked_IsFetchedAndShown()
    {
        await using var link = await Box.ConnectAsync();
        var path = $"/api/v1/rooms/{Place.RoomId}/pictures/teacher";
        Assert.Equal((404, "picture_none"), await (await Client.GetAsync(path)).ProblemAsync());
        Assert.Equal(1u, (await link.HearAsync()).PictureRequest.IntervalSeconds);
        await link.SayAsync(new AgentMessage { Picture = new SourcePicture { Source = "teacher", Jpeg = ByteString.CopyFrom(1, 2, 3) } });
        await Eventually.TrueAsync(async () => (await Client.GetAsync(path)).StatusCode == HttpStatusCode.OK, TimeSpan.FromSeconds(10), () => "a picture");
        using var picture = await Client.GetAsync(path);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);
        Assert.Equal([1, 2, 3], await picture.Content.ReadAsByteArrayAsync());
        // Nobody looks any more: it is forgotten, and what the box still sends is not kept.
        Time.Advance(TimeSpan.FromSeconds(20));
        await link.SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await link.HearAsync();
        Time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal((404, "picture_none"), await (await Client.GetAsync(path)).ProblemAsync());
    }

    [Fact]
    public async Task Names_ChangedInMidSession_AreToldToTheBox()
    {
        await using var link = await Box.ConnectAsync();
        await Client.PatchAsJsonAsync($"/api/v1/rooms/{Place.RoomId}", new { name = "新教室" });
        Assert.Equal(new RoomNames { RoomName = "新教室", SchoolName = "校一" }, (await link.HearAsync()).RoomNames);
        await Client.PatchAsJsonAsync($"/api/v1/schools/{Place.SchoolId}", new { name = "新学校" });
        Assert.Equal(new RoomNames { RoomName = "新教室", SchoolName = "新学校" }, (await link.HearAsync()).RoomNames);
    }

    private Task<HttpResponseMessage> SendAsync(object body) => Client.PostAsJsonAsync($"/api/v1/rooms/{Place.RoomId}/commands", body);

    /// <summary>The room, once it is as expected; rows follow the link by a second at most, of the test's clock.</summary>
    private async Task<JsonNode> RoomAsync(Func<JsonNode, bool> expected)
    {
        JsonNode room = new JsonObject();
        await Eventually.TrueAsync(
            async () =>
            {
                room = await Client.GetJsonAsync($"/api/v1/rooms/{Place.RoomId}");
                if (expected(room)) return true;
                Time.Advance(TimeSpan.FromMilliseconds(100));
                return false;
            },
            TimeSpan.FromSeconds(10),
            () => room.ToJsonString());
        return room;
    }

    private static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();
}
