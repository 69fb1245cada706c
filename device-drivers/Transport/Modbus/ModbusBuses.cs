namespace Tongtang.DeviceDrivers.Transport.Modbus;

/// <summary>The lines that are open, each once however many devices are on it. A line is closed when its last device leaves it, and at once when it breaks.</summary>
internal sealed class ModbusBuses(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = [];

    /// <param name="open">Opens the connection itself.</param>
    /// <exception cref="DeviceException">It cannot be opened, or another device uses it in another way.</exception>
    public async Task<Lease> JoinAsync(DeviceConnection connection, ModbusOptions options, Func<CancellationToken, Task<ILink>> open, CancellationToken cancellationToken)
    {
        var key = connection.Kind == ConnectionKind.Serial ? connection.Path : $"{connection.Host}:{connection.Port}";
        var line = await JoinAsync(key, new Form(connection, options.RtuOverTcp), options.Unit, open, cancellationToken);
        try
        {
            return new Lease(await line.Opening.WaitAsync(cancellationToken), () => LeaveAsync(key, line, options.Unit));
        }
        catch
        {
            await LeaveAsync(key, line, options.Unit);
            throw;
        }
    }

    private async Task<Line> JoinAsync(string key, Form form, byte unit, Func<CancellationToken, Task<ILink>> open, CancellationToken cancellationToken)
    {
        while (true)
        {
            Line? broken;
            lock (_gate)
            {
                broken = _lines.GetValueOrDefault(key) is { IsBroken: true } found ? found : null;
                if (broken is not null)
                {
                    _lines.Remove(key);
                }
                else if (_lines.TryGetValue(key, out var line))
                {
                    if (line.Form != form) throw new DeviceException(DeviceProblems.SettingInvalid, $"{key}: another device uses it as {line.Form}, this one as {form}");
                    if (unit > 247 || line.Units.Any(other => other > 247)) throw new DeviceException(DeviceProblems.SettingInvalid, $"{key}: unit {(unit > 247 ? unit : line.Units.Max())} speaks to every device, so it must be alone on its line");
                    line.Units.Add(unit);
                    return line;
                }
                else
                {
                    line = _lines[key] = new Line(form, unit);
                    line.Opening = OpenAsync(line, open);
                    return line;
                }
            }

            // The port must be free before it is opened again, whoever still holds the broken line.
            cancellationToken.ThrowIfCancellationRequested();
            if (broken.Bus is { } bus) await bus.DisposeAsync();
        }
    }

    /// <summary>Not cancelled by whoever came first, since others may wait for it too; opening takes seconds at most.</summary>
    private async Task<ModbusBus> OpenAsync(Line line, Func<CancellationToken, Task<ILink>> open)
    {
        await Task.Yield();
        var link = await open(CancellationToken.None);
        var form = line.Form;
        var isSerial = form.Connection.Kind == ConnectionKind.Serial;
        IModbusFraming framing = isSerial || form.RtuOverTcp ? new ModbusRtuFraming() : new ModbusTcpFraming();
        return line.Bus = new ModbusBus(link, framing, isSerial ? ModbusTiming.Of(form.Connection) : ModbusTiming.None, time);
    }

    private async ValueTask LeaveAsync(string key, Line line, byte unit)
    {
        lock (_gate)
        {
            line.Units.Remove(unit);
            if (line.Units.Count > 0) return;
            if (_lines.GetValueOrDefault(key) == line) _lines.Remove(key);
        }

        await ((Task)line.Opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (line.Bus is { } bus) await bus.DisposeAsync();
    }

    /// <summary>A device's part of a line; may be disposed again.</summary>
    internal sealed class Lease(ModbusBus bus, Func<ValueTask> leave) : IAsyncDisposable
    {
        private int _left;

        public ModbusBus Bus { get; } = bus;

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _left, 1) == 0 ? leave() : ValueTask.CompletedTask;
    }

    /// <summary>What all devices on a line must agree on.</summary>
    private sealed record Form(DeviceConnection Connection, bool RtuOverTcp)
    {
        public override string ToString() => Connection.Kind == ConnectionKind.Serial
            ? $"{Connection.Baud} baud {Connection.DataBits}{Connection.Parity.ToString()[0]}{Connection.StopBits}"
            : RtuOverTcp ? "RTU over TCP" : "Modbus TCP";
    }

    private sealed class Line(Form form, byte first)
    {
        public Form Form { get; } = form;

        public List<byte> Units { get; } = [first];

        public Task<ModbusBus> Opening { get; set; } = null!;

        /// <summary>Null until it is open.</summary>
        public ModbusBus? Bus { get; set; }

        public bool IsBroken => Opening.IsFaulted || Bus is { Ended.IsCompleted: true };
    }
}
