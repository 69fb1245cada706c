using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Keys;

namespace Tongtang.DeviceDrivers.EvdevKeys;

/// <summary>A keyboard of the Linux kernel whose keys are a panel's. It is kept from the desktop.</summary>
[Driver("evdev-keys")]
internal sealed class EvdevKeysDriver(DriverContext context) : IDriver
{
    private Dictionary<int, string> _names = [];
    private FramedLink? _link;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _names = NamedKeys.Parse("keys", context.Settings.Text("keys")).ToDictionary(
            key => KeyNames.Code(key.Theirs) ?? throw new DeviceException(DeviceProblems.SettingInvalid, $"setting \"keys\": there is no key \"{key.Theirs}\"; others are key_ and their number"),
            key => key.Ours);
        _link = new FramedLink(await context.OpenAsync(cancellationToken), InputEvent.Frames, context.Time, Hear, maxFrameBytes: 64);
        context.Report.Describe([Contract.Capabilities.Key(NamedKeys.Choices(_names.Values), lights: false)]);
    }

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) =>
        Task.FromResult(CommandResult.Refused(CommandProblems.NotSupported, $"{command.Capability}.{command.Action}"));

    public ValueTask DisposeAsync() => _link?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool Hear(byte[] frame)
    {
        var input = InputEvent.Read(frame);
        if (input.Type == InputEvent.Key && input.Value is 0 or 1 && (_names.Count == 0 ? KeyNames.Of(input.Code) : _names.GetValueOrDefault(input.Code)) is { } key) context.Report.Key(key, input.Value == 1);
        return true;
    }
}
