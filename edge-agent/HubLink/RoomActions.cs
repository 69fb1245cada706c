using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;
using Tongtang.Protocol.V1;
using CommandOutcome = Tongtang.Protocol.V1.CommandOutcome;
using CommandResult = Tongtang.Protocol.V1.CommandResult;

namespace Tongtang.EdgeAgent.HubLink;

/// <summary>The hub's commands to devices and scenes.</summary>
internal sealed class RoomActions(DeviceDesk desk, SceneBoard scenes, Recorder recorder, RemoteRights rights, TimeProvider time)
{
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(30);

    /// <summary>Has it done and fills in what became of it.</summary>
    public async Task RunAsync(DeviceAction action, CommandResult result, CancellationToken cancellationToken)
    {
        if (!rights.Allows(action.Capability))
        {
            Refuse(result, "capability_forbidden", $"The school does not let \"{action.Capability}\" be used from outside.");
            return;
        }

        if (action.NotWhileRecording && recorder.Status.State != Recordings.RecorderState.Idle)
        {
            Refuse(result, "room_recording", "This room is recording.");
            return;
        }

        try
        {
            var done = await desk.RunAsync(action.Device, DeviceMessages.ToCommand(action), $"hub:{action.RequestedBy}", cancellationToken).WaitAsync(s_answer, time, cancellationToken);
            if (done.Outcome != DeviceDrivers.Contract.CommandOutcome.Done) Refuse(result, done.Code, done.Message);
        }
        catch (TimeoutException)
        {
            Refuse(result, CommandProblems.NoAnswer, $"no answer within {s_answer.TotalSeconds:0} s");
        }
    }

    /// <summary>Begins a scene; how it goes is told with the devices' states.</summary>
    public void Run(RunScene scene, CommandResult result)
    {
        if (!scenes.TryStart(scene.Scene, $"hub:{scene.RequestedBy}", out _)) Refuse(result, "scene_unknown", $"This room has no scene \"{scene.Scene}\".");
    }

    private static void Refuse(CommandResult result, string code, string message) =>
        (result.Outcome, result.ErrorCode, result.ErrorMessage) = (CommandOutcome.Refused, code, message);
}
