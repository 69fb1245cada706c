using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Timetable;

namespace Tongtang.EdgeAgent.Scenes;

/// <summary>Carries out the steps of one scene or rule: in order, at the same time where they say so, waiting on state.</summary>
internal sealed class SceneRunner(DeviceDesk desk, DeviceBook book, Recorder recorder, TimetableBoard timetable, EquipmentStore equipment, TimeProvider time)
{
    /// <summary>A device answers a command within this, or the step has failed.</summary>
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    /// <param name="progress">Told the failures as they come, and null for each top step that ended.</param>
    /// <returns>Whether it came to its end.</returns>
    public async Task<bool> RunAsync(IReadOnlyList<SceneStep> steps, string place, string requestedBy, Action<FailedStep?> progress, CancellationToken cancellationToken)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var goesOn = await StepAsync(steps[i], $"{place}[{i}]", requestedBy, progress, cancellationToken);
            if (place == "steps") progress(null);
            if (!goesOn) return false;
        }

        return true;
    }

    private async Task<bool> StepAsync(SceneStep step, string place, string requestedBy, Action<FailedStep?> progress, CancellationToken cancellationToken)
    {
        if (step.Parallel is { } parallel)
        {
            var all = await Task.WhenAll(parallel.Select((inner, i) => StepAsync(inner, $"{place}.parallel[{i}]", requestedBy, progress, cancellationToken)));
            return all.All(goesOn => goesOn) || step.OnFailure == OnFailure.GoOn;
        }

        if (step.Scene is { } scene)
        {
            var called = equipment.Current.Scenes.FirstOrDefault(known => known.Id == scene);
            return called is null || await RunAsync(called.Steps, $"{place}.{scene}", requestedBy, progress, cancellationToken) || step.OnFailure == OnFailure.GoOn;
        }

        if (await TryAsync(step, place, requestedBy, cancellationToken) is not { } failure) return true;
        progress(failure);
        return step.OnFailure == OnFailure.GoOn;
    }

    private async Task<FailedStep?> TryAsync(SceneStep step, string place, string requestedBy, CancellationToken cancellationToken)
    {
        if (step.PauseSeconds is { } seconds)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellationToken);
            return null;
        }

        return step.Recording is { } recording ? await RecordAsync(recording, place, cancellationToken) : await CommandAsync(step, place, requestedBy, cancellationToken);
    }

    private async Task<FailedStep?> CommandAsync(SceneStep step, string place, string requestedBy, CancellationToken cancellationToken)
    {
        var device = step.Device!;
        if (step.Until is { } already && StateOf(device, already.Property) == already.Is) return null;
        CommandResult result;
        try
        {
            var command = new DeviceCommand { Capability = step.Capability, Action = step.Action, Arguments = step.Arguments };
            result = await desk.RunAsync(device, command, requestedBy, cancellationToken).WaitAsync(s_answer, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            result = CommandResult.Unknown($"no answer within {s_answer.TotalSeconds:0} s");
        }

        // A device that is warming up, or that comes a minute late, still does what it is wished; the wait decides.
        var late = step.Until is not null && result.Code is CommandProblems.Offline or CommandProblems.NotNow or CommandProblems.NoAnswer;
        if (result.Outcome != CommandOutcome.Done && !late) return new FailedStep(place, device, result.Code, result.Message);
        if (step.Until is not { } wait || await ShowsAsync(device, wait, cancellationToken)) return null;
        return result.Outcome == CommandOutcome.Done
            ? new FailedStep(place, device, "scene_wait_over", $"{wait.Property} was \"{StateOf(device, wait.Property)}\" and not \"{wait.Is}\" after {wait.Seconds} s")
            : new FailedStep(place, device, result.Code, result.Message);
    }

    private async Task<bool> ShowsAsync(string device, SceneWait wait, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(wait.Seconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            while (true)
            {
                var seen = book.Changed.Version;
                if (StateOf(device, wait.Property) == wait.Is) return true;
                await book.Changed.WaitAsync(seen, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private DeviceValue? StateOf(string device, string property) =>
        book.Find(device)?.Properties.TryGetValue(property, out var value) == true ? value : (DeviceValue?)null;

    private async Task<FailedStep?> RecordAsync(RecordingStep step, string place, CancellationToken cancellationToken)
    {
        try
        {
            switch (step)
            {
                case RecordingStep.Start:
                    await recorder.StartAsync(timetable.Fill(new StartRecordingRequest(), null), cancellationToken);
                    break;
                case RecordingStep.Pause:
                    await recorder.PauseAsync(cancellationToken);
                    break;
                case RecordingStep.Resume:
                    await recorder.ResumeAsync(cancellationToken);
                    break;
                default:
                    await recorder.StopAsync(TimeSpan.Zero, cancellationToken);
                    break;
            }

            return null;
        }
        catch (RecorderException refusal)
        {
            return new FailedStep(place, "", refusal.Code, refusal.Message);
        }
    }
}
