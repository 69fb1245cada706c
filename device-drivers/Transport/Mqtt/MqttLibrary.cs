using System.Reflection;
using System.Runtime.InteropServices;

namespace Tongtang.DeviceDrivers.Transport.Mqtt;

/// <summary>libmosquitto 2.0 or later, as mosquitto.h declares it (Debian: libmosquitto1; Windows: mosquitto.dll).</summary>
internal static unsafe partial class MqttLibrary
{
    private const string Name = "mosquitto";

    static MqttLibrary()
    {
        NativeLibrary.SetDllImportResolver(typeof(MqttLibrary).Assembly, Resolve);
        if (Initialise() != 0) throw new DllNotFoundException("libmosquitto cannot be initialised");
    }

    [LibraryImport(Name, EntryPoint = "mosquitto_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint New(string clientId, [MarshalAs(UnmanagedType.I1)] bool cleanSession, nint owner);

    [LibraryImport(Name, EntryPoint = "mosquitto_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Name, EntryPoint = "mosquitto_threaded_set")]
    public static partial int Threaded(nint client, [MarshalAs(UnmanagedType.I1)] bool threaded);

    [LibraryImport(Name, EntryPoint = "mosquitto_int_option")]
    public static partial int Option(nint client, int option, int value);

    [LibraryImport(Name, EntryPoint = "mosquitto_username_pw_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Credentials(nint client, string user, string password);

    [LibraryImport(Name, EntryPoint = "mosquitto_tls_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Tls(nint client, string authorityFile, string? authorityFolder, string? certificate, string? key, nint password);

    [LibraryImport(Name, EntryPoint = "mosquitto_will_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Will(nint client, string topic, int length, byte* payload, int qualityOfService, [MarshalAs(UnmanagedType.I1)] bool retain);

    [LibraryImport(Name, EntryPoint = "mosquitto_connect", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    public static partial int Connect(nint client, string host, int port, int keepAliveSeconds);

    [LibraryImport(Name, EntryPoint = "mosquitto_disconnect")]
    public static partial int Disconnect(nint client);

    [LibraryImport(Name, EntryPoint = "mosquitto_loop", SetLastError = true)]
    public static partial int Loop(nint client, int timeoutMs, int maxPackets);

    [LibraryImport(Name, EntryPoint = "mosquitto_publish", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Publish(nint client, out int id, string topic, int length, byte* payload, int qualityOfService, [MarshalAs(UnmanagedType.I1)] bool retain);

    [LibraryImport(Name, EntryPoint = "mosquitto_subscribe", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Subscribe(nint client, out int id, string filter, int qualityOfService);

    [LibraryImport(Name, EntryPoint = "mosquitto_unsubscribe", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unsubscribe(nint client, out int id, string filter);

    [LibraryImport(Name, EntryPoint = "mosquitto_connect_callback_set")]
    public static partial void OnConnect(nint client, delegate* unmanaged<nint, nint, int, void> callback);

    [LibraryImport(Name, EntryPoint = "mosquitto_message_callback_set")]
    public static partial void OnMessage(nint client, delegate* unmanaged<nint, nint, NativeMessage*, void> callback);

    [LibraryImport(Name, EntryPoint = "mosquitto_publish_callback_set")]
    public static partial void OnPublish(nint client, delegate* unmanaged<nint, nint, int, void> callback);

    [LibraryImport(Name, EntryPoint = "mosquitto_subscribe_callback_set")]
    public static partial void OnSubscribe(nint client, delegate* unmanaged<nint, nint, int, int, int*, void> callback);

    [LibraryImport(Name, EntryPoint = "mosquitto_unsubscribe_callback_set")]
    public static partial void OnUnsubscribe(nint client, delegate* unmanaged<nint, nint, int, void> callback);

    [LibraryImport(Name, EntryPoint = "mosquitto_log_callback_set")]
    public static partial void OnLog(nint client, delegate* unmanaged<nint, nint, int, byte*, void> callback);

    /// <summary>The library's words for one of its error numbers.</summary>
    public static string Words(int error) => Marshal.PtrToStringUTF8(StrError(error)) ?? "";

    [LibraryImport(Name, EntryPoint = "mosquitto_strerror")]
    private static partial nint StrError(int error);

    [LibraryImport(Name, EntryPoint = "mosquitto_lib_init")]
    private static partial int Initialise();

    /// <summary>Debian's plain libmosquitto.so is only in the package for developers.</summary>
    private static nint Resolve(string library, Assembly assembly, DllImportSearchPath? path) =>
        library == Name && OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libmosquitto.so.1", out var handle) ? handle : 0;

    [StructLayout(LayoutKind.Sequential)]
    public struct NativeMessage
    {
        public int Id;
        public nint Topic;
        public byte* Payload;
        public int Length;
        public int QualityOfService;
        public byte Retained;
    }

    /// <summary>Options of mosquitto_int_option.</summary>
    public static class Options
    {
        public const int ProtocolVersion = 1;
        public const int NoDelay = 11;
        public const int SystemAuthorities = 13;
    }

    /// <summary>Values of enum mosq_err_t that we tell apart.</summary>
    public static class Errors
    {
        public const int Protocol = 2;
        public const int NoConnection = 4;
        public const int Tls = 8;
        public const int Errno = 14;
        public const int NameUnknown = 15;
        public const int KeepAlive = 19;
        public const int MalformedPacket = 21;
        public const int TlsHandshake = 23;
        public const int Oversize = 25;
    }
}
