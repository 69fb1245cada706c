using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>The thread that serves the connection, and what the library calls on it. No exception may pass into the library.</summary>
internal sealed unsafe partial class MqttConnection
{
    private const int ErrorLevel = 8;
    private const int Version311 = 4;

    private void Run()
    {
        GCHandle self = default;
        nint client = 0;
        try
        {
            self = GCHandle.Alloc(this);
            client = MqttLibrary.New($"tongtang-{Guid.NewGuid():N}"[..22], cleanSession: true, GCHandle.ToIntPtr(self));
            if (client == 0) throw new DeviceException(DeviceProblems.DriverFault, "libmosquitto made no client");
            SetUp(client);
            Demand(MqttLibrary.Connect(client, _broker.Host, _broker.Port, Math.Max(5, (int)_broker.KeepAlive.TotalSeconds)));
            lock (_native) _client = client;
            Serve(client);
        }
        catch (DeviceException error)
        {
            _problem ??= error;
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException { InnerException: DllNotFoundException })
        {
            _problem ??= new DeviceException(DeviceProblems.LibraryMissing, "libmosquitto is not installed (Debian: libmosquitto1; Windows: mosquitto.dll)", error);
        }
        finally
        {
            lock (_native) _client = 0;
            if (client != 0) MqttLibrary.Destroy(client);
            if (self.IsAllocated) self.Free();
            End(_problem ?? new DeviceException(DeviceProblems.LinkLost, $"{_broker}: the connection was ended"));
        }
    }

    private void SetUp(nint client)
    {
        Demand(MqttLibrary.Threaded(client, threaded: true));
        Demand(MqttLibrary.Option(client, MqttLibrary.Options.ProtocolVersion, Version311));
        Demand(MqttLibrary.Option(client, MqttLibrary.Options.NoDelay, 1));
        if (_broker.User.Length > 0) Demand(MqttLibrary.Credentials(client, _broker.User, _broker.Password));
        if (_broker.Tls) Demand(_broker.AuthorityFile.Length > 0 ? MqttLibrary.Tls(client, _broker.AuthorityFile, null, null, null, 0) : MqttLibrary.Option(client, MqttLibrary.Options.SystemAuthorities, 1));
        if (_broker.Will is { } will)
        {
            fixed (byte* payload = will.Payload.Span) Demand(MqttLibrary.Will(client, will.Topic, will.Payload.Length, payload, will.QualityOfService, will.Retained));
        }

        MqttLibrary.OnConnect(client, &Connected);
        MqttLibrary.OnMessage(client, &Message);
        MqttLibrary.OnPublish(client, &Published);
        MqttLibrary.OnSubscribe(client, &Subscribed);
        MqttLibrary.OnUnsubscribe(client, &Published);
        MqttLibrary.OnLog(client, &Logged);
    }

    private void Demand(int error)
    {
        if (error != 0) throw Problem(error);
    }

    private DeviceException Problem(int error)
    {
        var words = error == MqttLibrary.Errors.Errno ? Marshal.GetLastPInvokeErrorMessage() : MqttLibrary.Words(error);
        var code = error switch
        {
            MqttLibrary.Errors.Tls or MqttLibrary.Errors.TlsHandshake => DeviceProblems.Unexpected,
            MqttLibrary.Errors.Protocol or MqttLibrary.Errors.MalformedPacket or MqttLibrary.Errors.Oversize => DeviceProblems.Garbled,
            MqttLibrary.Errors.NameUnknown => DeviceProblems.Unreachable,
            _ => _connected.Task.IsCompleted ? DeviceProblems.LinkLost : DeviceProblems.Unreachable,
        };
        return new DeviceException(code, $"{_broker}: {words}{(_lastError.Length > 0 ? $" ({_lastError})" : "")}");
    }

    private void Answered(int answer)
    {
        switch (answer)
        {
            case 0:
                _connected.TrySetResult();
                return;
            case 4 or 5:
                _problem = new DeviceException(DeviceProblems.Denied, $"{_broker}: the broker does not accept user and password");
                break;
            default:
                _problem = new DeviceException(answer == 3 ? DeviceProblems.Unreachable : DeviceProblems.Unexpected, $"{_broker}: the broker refuses the connection ({answer})");
                break;
        }

        // Some brokers leave it to the client to go.
        _ending = true;
    }

    private void Take(MqttLibrary.NativeMessage* message)
    {
        Interlocked.Increment(ref _received);
        if (message->Length > MostPayload)
        {
            Interlocked.Increment(ref _tooLarge);
            _routes.TooLarge(Marshal.PtrToStringUTF8(message->Topic) ?? "");
            return;
        }

        _routes.Deliver(Marshal.PtrToStringUTF8(message->Topic) ?? "", new ReadOnlySpan<byte>(message->Payload, message->Length), message->QualityOfService, message->Retained != 0);
    }

    private static MqttConnection Of(nint owner) => (MqttConnection)GCHandle.FromIntPtr(owner).Target!;

    /// <summary>A fault of ours in a callback must not unwind the library's frames: it ends the connection, and is seen by whoever uses it.</summary>
    private void Fault(Exception error)
    {
        _problem ??= new DeviceException(DeviceProblems.DriverFault, error.ToString(), error);
        _ending = true;
    }

    [UnmanagedCallersOnly]
    private static void Connected(nint client, nint owner, int answer) => Of(owner).Answered(answer);

    [UnmanagedCallersOnly]
    private static void Message(nint client, nint owner, MqttLibrary.NativeMessage* message)
    {
        var self = Of(owner);
        try
        {
            self.Take(message);
        }
        catch (Exception error)
        {
            self.Fault(error);
        }
    }

    [UnmanagedCallersOnly]
    private static void Published(nint client, nint owner, int id) => Of(owner).Answer(id).TrySetResult(0);

    [UnmanagedCallersOnly]
    private static void Subscribed(nint client, nint owner, int id, int count, int* granted) => Of(owner).Answer(id).TrySetResult(count > 0 ? *granted : 0);

    [UnmanagedCallersOnly]
    private static void Logged(nint client, nint owner, int level, byte* words)
    {
        if (level == ErrorLevel) Of(owner)._lastError = Marshal.PtrToStringUTF8((nint)words) ?? "";
    }
}
