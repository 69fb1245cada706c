using System.Collections.Concurrent;
using Tongtang.Harness.Processes;
using Tongtang.Protocol.V1;

namespace Tongtang.HubServer.Tests.Lessons;

/// <summary>A box on its link: keeps what it was told last, as a real one does.</summary>
internal sealed class LessonBox : IAsyncDisposable
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    private readonly TestLink _link;
    private readonly Task _reading;
    private readonly ConcurrentQueue<LessonRefusal> _refusals = new();
    private volatile LessonPart _part;
    private volatile LessonChoices? _choices;
    private int _replies;

    private LessonBox(TestLink link)
    {
        (_link, First, _part) = (link, link.Part, link.Part);
        _reading = ReadAsync();
    }

    /// <summary>What it was told when its link began.</summary>
    public LessonPart First { get; }

    public LessonPart Part => _part;

    public static async Task<LessonBox> ConnectAsync(TestBox box) => new(await box.ConnectAsync());

    public Task SayAsync(AgentMessage message) => _link.SayAsync(message);

    /// <summary>Until the part that it was told last is like that.</summary>
    public async Task<LessonPart> PartAsync(Func<LessonPart, bool> condition)
    {
        await Eventually.TrueAsync(() => condition(_part), s_soon, () => $"the part is {_part}");
        return _part;
    }

    public async Task ActAsync(LessonAct act)
    {
        if (act.ActId.Length == 0) act.ActId = Guid.NewGuid().ToString("N");
        await SayAsync(new AgentMessage { LessonAct = act });
    }

    public async Task<string> RefusedAsync(LessonAct act)
    {
        await ActAsync(act);
        LessonRefusal? refusal = null;
        await Eventually.TrueAsync(() => _refusals.TryDequeue(out refusal), s_soon, () => $"a refusal of {act}");
        Assert.Equal(act.ActId, refusal!.ActId);
        return refusal.Code;
    }

    public async Task<LessonChoices> ChoicesAsync()
    {
        _choices = null;
        await SayAsync(new AgentMessage { LessonAsk = new LessonAsk() });
        await Eventually.TrueAsync(() => _choices is not null, s_soon, () => "choices");
        return _choices!;
    }

    /// <summary>A sign of life that the hub has heard.</summary>
    public async Task ProbeAsync()
    {
        var before = Volatile.Read(ref _replies);
        await SayAsync(new AgentMessage { TimeProbe = new TimeProbe() });
        await Eventually.TrueAsync(() => Volatile.Read(ref _replies) > before, s_soon, () => "an answer to a probe");
    }

    public async ValueTask DisposeAsync()
    {
        await _link.DisposeAsync();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var message in _link.ReadAllAsync())
            {
                if (message.LessonPart is { } part) _part = part;
                if (message.LessonRefusal is { } refusal) _refusals.Enqueue(refusal);
                if (message.LessonChoices is { } choices) _choices = choices;
                if (message.TimeReply is not null) Interlocked.Increment(ref _replies);
            }
        }
        catch (Exception ended) when (ended is Tongtang.Protocol.Grpc.GrpcException or OperationCanceledException)
        {
            // The link is over; what was told last stays.
        }
    }
}
