using Google.Protobuf;
using Tongtang.Protocol.Grpc;
using Tongtang.Protocol.V1;

namespace Tongtang.District;

/// <summary>
/// A made-up box on the line: it tells of its room and its devices, shows pictures when asked, and does what its devices are
/// told. When the hub goes away it comes back.
/// </summary>
internal sealed class RoomLife(MadeUpBox box, MadeUpLesson lesson, MadeUpDevices devices, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_tellDevices = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _bootId = Guid.NewGuid().ToString();
    private DateTimeOffset _showUntil;
    private RecordedLesson? _records;

    /// <summary>What it is recording, for all to see.</summary>
    /// <param name="lesson">Null: nothing.</param>
    public void Records(RecordedLesson? lesson) => _records = lesson;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await TalkAsync(stop);
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or GrpcException)
            {
                if (stop.IsCancellationRequested) return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(s_again, time, CancellationToken.None);
        }
    }

    public void Dispose() => _writing.Dispose();

    private async Task TalkAsync(CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var call = box.Channel.Start<AgentMessage, HubMessage>(LinkReflection.Descriptor.Services[0].FindMethodByName("Connect"), new GrpcCallOptions(), ended.Token);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await SayAsync(call, new AgentMessage { Hello = new Hello { AgentVersion = "0.1.0", StoreEpoch = "past", BootId = _bootId, MonotonicMs = Uptime, AgentTimeMs = now, ClockKnown = true } }, ended.Token);
        if (await call.ReadAsync(ended.Token) is not { Welcome: { } welcome }) return;
        var telling = TellAsync(call, TimeSpan.FromSeconds(welcome.ProbeIntervalSeconds), ended.Token);
        try
        {
            await foreach (var message in call.ReadAllAsync(ended.Token)) await HearAsync(call, message, ended.Token);
        }
        finally
        {
            await ended.CancelAsync();
            await telling;
        }
    }

    /// <summary>The room's state and a sign of life again and again, and its pictures while somebody looks.</summary>
    private async Task TellAsync(GrpcClientCall<AgentMessage, HubMessage> call, TimeSpan probe, CancellationToken ended)
    {
        try
        {
            var (nextProbe, nextDevices) = (time.GetUtcNow(), time.GetUtcNow());
            while (true)
            {
                var now = time.GetUtcNow();
                if (now >= nextProbe)
                {
                    nextProbe = now + probe;
                    await SayAsync(call, new AgentMessage { State = State() }, ended);
                    await SayAsync(call, new AgentMessage { TimeProbe = new TimeProbe { SentMonotonicMs = Uptime } }, ended);
                }
                if (now >= nextDevices)
                {
                    nextDevices = now + s_tellDevices;
                    await SayAsync(call, new AgentMessage { Devices = devices.Tell(now) }, ended);
                }
                if (now < _showUntil) await ShowAsync(call, now, ended);
                await Task.Delay(now < _showUntil ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(1), time, ended);
            }
        }
        catch (Exception lost) when (lost is OperationCanceledException or HttpRequestException or IOException or GrpcException)
        {
            // Whoever reads sees the same end, and says so.
        }
    }

    private async Task HearAsync(GrpcClientCall<AgentMessage, HubMessage> call, HubMessage message, CancellationToken ended)
    {
        if (message.PictureRequest is { } wish)
        {
            _showUntil = time.GetUtcNow().AddSeconds(wish.IntervalSeconds == 0 ? 0 : 30);
        }
        else if (message.DescriptionRequest is { } asked)
        {
            foreach (var hash in asked.Hashes)
            {
                if (MadeUpDevices.Description(hash) is { } known) await SayAsync(call, new AgentMessage { Description = known }, ended);
            }
        }
        else if (message.Command is { } command)
        {
            var done = command.Device is { } device && devices.Do(device, time.GetUtcNow());
            await SayAsync(call, new AgentMessage { Result = new CommandResult { CommandId = command.Id, Outcome = done ? CommandOutcome.Done : CommandOutcome.UnknownAction, ErrorCode = done ? "" : "unknown_action" } }, ended);
            if (done) await SayAsync(call, new AgentMessage { Devices = devices.Tell(time.GetUtcNow()) }, ended);
        }
    }

    private async Task ShowAsync(GrpcClientCall<AgentMessage, HubMessage> call, DateTimeOffset now, CancellationToken ended)
    {
        await SayAsync(call, new AgentMessage { Picture = new SourcePicture { Source = "teacher", Jpeg = ByteString.CopyFrom(lesson.TeacherJpeg), TakenAtMs = now.ToUnixTimeMilliseconds() } }, ended);
        await SayAsync(call, new AgentMessage { Picture = new SourcePicture { Source = "screen", Jpeg = ByteString.CopyFrom(lesson.ScreenJpeg), TakenAtMs = now.ToUnixTimeMilliseconds() } }, ended);
    }

    private ReportedState State()
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var records = _records is not null;
        var health = records ? SourceHealth.Recording : SourceHealth.Cold;
        return new ReportedState
        {
            Recorder = records ? RecorderState.Recording : RecorderState.Idle,
            RecordingId = _records?.Id ?? "",
            Title = _records?.Title ?? "",
            Teacher = _records?.Teacher ?? "",
            StartedAtMs = _records?.StartedAt.ToUnixTimeMilliseconds() ?? 0,
            Sources =
            {
                new SourceState { Name = "teacher", Role = SourceRole.Teacher, Health = health, LastFrameAtMs = records ? now : 0, AudioLevelDb = -24 - (box.Room.Number % 9) },
                new SourceState { Name = "screen", Role = SourceRole.Screen, Health = health, LastFrameAtMs = records ? now : 0 },
            },
            Storage = new StorageState { FreeBytes = (300L + (box.Room.Number * 7 % 500)) * 1_000_000_000, HoursLeft = 90 + (box.Room.Number * 13 % 200) },
            Upload = new UploadState(),
            ClockOffsetMs = box.Room.Number % 40,
        };
    }

    private long Uptime => (long)time.GetElapsedTime(0).TotalMilliseconds;

    private async Task SayAsync(GrpcClientCall<AgentMessage, HubMessage> call, AgentMessage message, CancellationToken ended)
    {
        await _writing.WaitAsync(ended);
        try
        {
            await call.WriteAsync(message, ended);
        }
        finally
        {
            _writing.Release();
        }
    }
}
