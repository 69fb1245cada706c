using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tongtang.Protocol.Durability;

/// <summary>MoveFileEx with write-through: the call returns after the rename is on the disk.</summary>
internal static partial class WindowsFiles
{
    private const uint ReplaceExisting = 0x1;
    private const uint WriteThrough = 0x8;

    public static void MoveReplacing(string from, string to)
    {
        if (MoveFileEx(from, to, ReplaceExisting | WriteThrough)) return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"Could not rename '{from}' to '{to}'", new Win32Exception(error));
    }

    [LibraryImport("kernel32.dll", EntryPoint = "MoveFileExW", SetLastError = true, StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool MoveFileEx(string from, string to, uint flags);
}
