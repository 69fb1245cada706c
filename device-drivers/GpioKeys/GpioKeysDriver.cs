using Tongtang.DeviceDrivers.Transport;
using Tongtang.DeviceDrivers.Transport.Gpio;

namespace Tongtang.DeviceDrivers.GpioKeys;

/// <summary>Keys between GPIO lines and ground, and lights beside them.</summary>
[Driver("gpio-keys")]
internal sealed class GpioKeysDriver(DriverContext context) : IDriver
{
    private IReadOnlyList<(string Theirs, string Ours)> _keys = [];
    private IReadOnlyList<(string Theirs, string Ours)> _lights = [];
    private FramedLink? _link;
    private ILink? _lightLines;
    private KeyLights _switches = null!;

    public Task Ended => _link!.Ended;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _keys = NamedKeys.Parse("keys", context.Settings.Text("keys"));
        _lights = NamedKeys.Parse("lights", context.Settings.Text("lights"));
        if (_lights.FirstOrDefault(light => _keys.All(key => key.Ours != light.Ours)).Ours is { } stray) throw new DeviceException(DeviceProblems.SettingInvalid, $"setting \"lights\": there is no key \"{stray}\"");
        var lines = new GpioLines { Names = [.. _keys.Select(key => key.Theirs)], ActiveLow = context.Settings.Flag("activeLow"), Debounce = TimeSpan.FromMilliseconds(context.Settings.Integer("debounceMs")) };
        _link = new FramedLink(context.Connections.OpenGpio(context.Connection, lines, context.Trace), GpioEdge.Frames, context.Time, Hear, maxFrameBytes: 64);
        if (_lights.Count > 0) _lightLines = context.Connections.OpenGpio(context.Connection, new GpioLines { Names = [.. _lights.Select(light => light.Theirs)], Output = true }, context.Trace);
        context.Report.Describe([Contract.Capabilities.Key(NamedKeys.Choices(_keys.Select(key => key.Ours)), _lights.Count > 0)]);
        _switches = new KeyLights(context, LightAsync);
        await _switches.RestoreAsync(cancellationToken);
    }

    public Task PollAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<CommandResult> RunAsync(DeviceCommand command, CancellationToken cancellationToken) => _switches.SwitchAsync(command.Text("key"), command.Flag("on"), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_lightLines is not null) await _lightLines.DisposeAsync();
        if (_link is not null) await _link.DisposeAsync();
    }

    private async Task<CommandResult> LightAsync(string key, bool on, CancellationToken cancellationToken)
    {
        for (var i = 0; i < _lights.Count; i++)
        {
            if (_lights[i].Ours != key) continue;
            await _lightLines!.SendAsync(GpioEdge.Values(i, on), sensitive: false, cancellationToken);
            return CommandResult.Done;
        }

        return CommandResult.Refused(CommandProblems.NotSupported, $"key \"{key}\" has no light");
    }

    private bool Hear(byte[] frame)
    {
        var edge = GpioEdge.Read(frame);
        if (edge.Line < _keys.Count) context.Report.Key(_keys[(int)edge.Line].Ours, edge.Rising);
        return true;
    }
}
