using System.Collections.Concurrent;
using System.Threading.Channels;
using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.Programs;

namespace Tongtang.EdgeAgent.Rules;

/// <summary>Watches the room and does what its rules say. Presses come first; what lasts is looked at when something has changed, and when a wait is over.</summary>
internal sealed partial class RuleLoop(
    EquipmentStore equipment, DeviceBook book, Recorder recorder, SceneRunner runner, SceneBoard scenes, RuleAlarms alarms, TimeProvider time, ILogger<RuleLoop> logger) : BackgroundService, IBeating
{
    /// <summary>More presses than this in a row are a fault of the keys; the newest go.</summary>
    private const int WaitingMoments = 64;

    /// <summary>A round that takes longer hangs.</summary>
    private static readonly TimeSpan s_longestRound = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);
    private readonly Channel<(string Device, DeviceNews News)> _moments = Channel.CreateBounded<(string, DeviceNews)>(new BoundedChannelOptions(WaitingMoments) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Runs that are under way, one for each rule at most: a rule that acts again while it acts waits for its turn.</summary>
    private readonly ConcurrentDictionary<string, Task> _acting = new();

    public Heartbeat Pulse { get; } = new(TimeProvider.System);

    private TimeSpan Now => time.GetElapsedTime(0, time.GetTimestamp());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        book.Heard += Hear;
        try
        {
            while (true)
            {
                var rules = equipment.Changed.Version;
                await WatchAsync([.. equipment.Current.Rules.Where(rule => rule.Enabled).Select(rule => new RuleWatch(rule))], rules, stoppingToken);
            }
        }
        finally
        {
            book.Heard -= Hear;
            await Task.WhenAll(_acting.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Hear(string device, DeviceNews news)
    {
        if (news is KeyNews or CardNews) _moments.Writer.TryWrite((device, news));
    }

    private async Task WatchAsync(IReadOnlyList<RuleWatch> watches, long rules, CancellationToken stoppingToken)
    {
        alarms.Keep([.. watches.Where(watch => watch.Rule.Alarm is not null).Select(watch => watch.Rule.Id)]);
        while (equipment.Changed.Version == rules)
        {
            Pulse.Within(s_longestRound);
            var (devices, recorded) = (book.Changed.Version, recorder.Changed.Version);
            while (_moments.Reader.TryRead(out var moment))
            {
                foreach (var watch in watches) Act(watch, watch.Hear(moment.Device, moment.News, Counts(watch), Now), stoppingToken);
            }

            var state = recorder.Status.State.ToString();
            foreach (var watch in watches) Act(watch, watch.Look(book.Find(watch.Rule.When.Device), state, Counts(watch), Now), stoppingToken);
            await WaitAsync(devices, recorded, rules, stoppingToken);
        }
    }

    /// <summary>Until something happens, at most a second: that is how exact a wait of a rule is.</summary>
    private async Task WaitAsync(long devices, long recorded, long rules, CancellationToken stoppingToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var moment = _moments.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(
            moment,
            book.Changed.WaitAsync(devices, waiting.Token),
            recorder.Changed.WaitAsync(recorded, waiting.Token),
            equipment.Changed.WaitAsync(rules, waiting.Token),
            Task.Delay(s_look, time, waiting.Token));
        await waiting.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }

    private bool Counts(RuleWatch watch) => RuleChecks.Counts(watch.Rule, TimeOnly.FromDateTime(time.GetLocalNow().DateTime));

    private void Act(RuleWatch watch, RuleTurn turn, CancellationToken stoppingToken)
    {
        if (turn == RuleTurn.Nothing) return;
        var rule = watch.Rule;
        LogTurn(rule.Id, turn, watch.Suppressed);
        if (rule.Alarm is { } words) alarms.Set(rule.Id, turn == RuleTurn.Begin ? words : null, rule.When.Device);
        var steps = turn == RuleTurn.Begin ? rule.Then : rule.Otherwise;
        if (steps.Count > 0) _acting[rule.Id] = RunAsync(_acting.GetValueOrDefault(rule.Id, Task.CompletedTask), rule, steps, turn, stoppingToken);
    }

    private async Task RunAsync(Task before, RuleOptions rule, IReadOnlyList<SceneStep> steps, RuleTurn turn, CancellationToken stoppingToken)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            // Scenes go over the board, so that people see them run.
            foreach (var step in steps)
            {
                if (step.Scene is { } scene && scenes.TryStart(scene, $"rule:{rule.Id}", out var run)) await run;
                else if (!await runner.RunAsync([step], turn == RuleTurn.Begin ? "then" : "otherwise", $"rule:{rule.Id}", Tell, stoppingToken)) return;
            }
        }
        catch (Exception error) when (error is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
        {
            LogFault(error, rule.Id);
        }

        void Tell(FailedStep? failure)
        {
            if (failure is not null) LogFailed(rule.Id, failure.Place, failure.Code, failure.Message);
        }
    }

    [LoggerMessage(3501, LogLevel.Information, "Rule {Rule}: {Turn} ({Suppressed} times too soon)")]
    private partial void LogTurn(string rule, RuleTurn turn, long suppressed);

    [LoggerMessage(3502, LogLevel.Warning, "Rule {Rule}, {Place}: {Code} {Problem}")]
    private partial void LogFailed(string rule, string place, string code, string problem);

    [LoggerMessage(3503, LogLevel.Error, "Rule {Rule} fell")]
    private partial void LogFault(Exception error, string rule);
}
