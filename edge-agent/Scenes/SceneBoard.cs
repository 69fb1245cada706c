using System.Collections.Immutable;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Scenes;

/// <summary>
/// Runs the room's scenes, one at a time: who presses 下课 while 上课 still waits for the projector means 下课. Pressing the same
/// one again while it runs changes nothing. Thread safe.
/// </summary>
internal sealed partial class SceneBoard(SceneRunner runner, EquipmentStore equipment, TimeProvider time, IHostApplicationLifetime host, ILogger<SceneBoard> logger)
{
    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, SceneRun> _last = ImmutableSortedDictionary<string, SceneRun>.Empty;
    private Current? _current;

    /// <summary>Raised when <see cref="Last"/> has changed.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>The last run of each scene since the agent started.</summary>
    public ImmutableSortedDictionary<string, SceneRun> Last => Volatile.Read(ref _last);

    /// <summary>Begins a scene; the run goes on after this returns.</summary>
    /// <param name="run">Ends with the run.</param>
    /// <returns>False: there is no such scene.</returns>
    public bool TryStart(string id, string startedBy, out Task<SceneRun> run)
    {
        run = Task.FromException<SceneRun>(new ArgumentException($"there is no scene \"{id}\"", nameof(id)));
        if (equipment.Current.Scenes.FirstOrDefault(scene => scene.Id == id) is not { } scene) return false;
        lock (_lock)
        {
            if (_current is { } running && running.Scene == id && !running.Task.IsCompleted)
            {
                run = running.Task;
                return true;
            }


            _current?.Replaced.Cancel();
            var replaced = CancellationTokenSource.CreateLinkedTokenSource(host.ApplicationStopping);
            var begun = new SceneRun(id, startedBy, time.GetUtcNow(), SceneState.Running, null, 0, scene.Steps.Count, []);
            Put(begun);
            LogBegun(id, startedBy);
            run = RunAsync(scene, begun, replaced);
            _current = new Current(id, run, replaced);
            return true;
        }
    }

    private async Task<SceneRun> RunAsync(SceneOptions scene, SceneRun run, CancellationTokenSource replaced)
    {
        await Task.Yield();
        SceneState end;
        try
        {
            var whole = await runner.RunAsync(scene.Steps, "steps", $"scene:{scene.Id}", Note, replaced.Token);
            end = !whole ? SceneState.Failed : run.Failures.IsEmpty ? SceneState.Done : SceneState.DoneWithFailures;
        }
        catch (OperationCanceledException) when (replaced.IsCancellationRequested)
        {
            end = SceneState.Replaced;
        }
        catch (Exception error)
        {
            // The top of a run: its fault is told, and the room goes on.
            LogFault(error, scene.Id);
            Note(new FailedStep("steps", "", "scene_fault", error.Message));
            end = SceneState.Failed;
        }

        lock (_lock) run = run with { State = end, EndedAt = time.GetUtcNow() };
        Put(run);
        LogEnded(scene.Id, end, run.Failures.Count);
        return run;

        void Note(FailedStep? failure)
        {
            lock (_lock) run = failure is null ? run with { Done = run.Done + 1 } : run with { Failures = run.Failures.Add(failure) };
            Put(run);
        }
    }

    private void Put(SceneRun run)
    {
        // A run that was replaced must not stand in the place of a later one of the same scene.
        ImmutableInterlocked.Update(ref _last, last => last.TryGetValue(run.Scene, out var known) && known.StartedAt > run.StartedAt ? last : last.SetItem(run.Scene, run));
        Changed.Raise();
    }

    [LoggerMessage(3401, LogLevel.Information, "Scene {Scene} begun by {StartedBy}")]
    private partial void LogBegun(string scene, string startedBy);

    [LoggerMessage(3402, LogLevel.Information, "Scene {Scene}: {State}, {Failures} steps failed")]
    private partial void LogEnded(string scene, SceneState state, int failures);

    [LoggerMessage(3403, LogLevel.Error, "Scene {Scene} fell")]
    private partial void LogFault(Exception error, string scene);

    private sealed record Current(string Scene, Task<SceneRun> Task, CancellationTokenSource Replaced);
}
