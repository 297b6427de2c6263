# Makes or removes one legacy endpoint of Persistent Chat with the cmdlets of Lync Server 2013. Every value arrives as an
# argument of its own and is handed on as a value: nothing is put together as text.
param(
    [Parameter(Mandatory = $true)][ValidateSet('New', 'Remove', 'Probe')][string] $Action,
    [Parameter(Mandatory = $true)][string] $SipAddress,
    [Parameter(Mandatory = $true)][string] $PersistentChatPoolFqdn,
    [string] $ComputerName
)
$ErrorActionPreference = 'Stop'

$work = {
    param($Action, $SipAddress, $PersistentChatPoolFqdn)
    switch ($Action) {
        'New' { New-CsPersistentChatEndpoint -SipAddress $SipAddress -PersistentChatPoolFqdn $PersistentChatPoolFqdn }
        'Remove' { Remove-CsPersistentChatEndpoint -Identity $SipAddress -Confirm:$false }
        'Probe' { Get-Command New-CsPersistentChatEndpoint, Remove-CsPersistentChatEndpoint | Out-Null }
    }
}

try {
    if ($ComputerName) {
        # The management shell's own endpoint; it offers the cmdlets and nothing else.
        $session = New-PSSession -ConnectionUri "https://$ComputerName/OcsPowerShell" -Authentication NegotiateWithImplicitCredential
        try {
            Import-PSSession $session -CommandName New-CsPersistentChatEndpoint, Remove-CsPersistentChatEndpoint -AllowClobber | Out-Null
            & $work $Action $SipAddress $PersistentChatPoolFqdn
        }
        finally { Remove-PSSession $session }
    }
    else {
        Import-Module Lync
        & $work $Action $SipAddress $PersistentChatPoolFqdn
    }
    exit 0
}
catch {
    [Console]::Error.WriteLine($_.Exception.Message)
    exit 1
}
