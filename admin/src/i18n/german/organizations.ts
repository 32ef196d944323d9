import type { organizations as english } from '../english/organizations.ts'

export const organizations: typeof english = {
  resources: {
    organizations: {
      name: 'Organisation |||| Organisationen',
      empty: 'Organisationen erscheinen hier, wenn sich Menschen registrieren.',
      fields: {
        id: 'Kennung',
        name: 'Name',
        status: 'Status',
        created_at: 'Angelegt',
        slug: 'Kurzname',
        plan_id: 'Tarif',
        plan_status: 'Tarifstatus',
        workspaces: 'Arbeitsbereiche',
        members: 'Mitglieder',
        submissions_month: 'Einsendungen in diesem Monat',
        submissions_limit: 'Grenze',
      },
    },
    workspaces: {
      name: 'Arbeitsbereich |||| Arbeitsbereiche',
      empty: 'Noch keine Arbeitsbereiche.',
      fields: {
        id: 'Kennung',
        name: 'Name',
        organization_id: 'Organisation',
        created_at: 'Angelegt',
        slug: 'Kurzname',
        kind: 'Art',
        parent_workspace_id: 'Unter',
        plan_id: 'Eigener Tarif',
      },
      kind: { agency: 'Agentur', business: 'Unternehmen' },
    },
    members: {
      name: 'Mitglied |||| Mitglieder',
      empty: 'Noch keine Mitglieder.',
      fields: {
        name: 'Name',
        organization_id: 'Organisation',
        workspace_id: 'Arbeitsbereich',
        status: 'Status',
        email: 'E-Mail',
        role: 'Rolle',
        scope: 'Gehört zu',
        created_at: 'Seit',
      },
      role: {
        owner: 'Inhaber',
        admin: 'Admin',
        super_editor: 'Chefredaktion',
        editor: 'Redaktion',
        collaborator: 'Mitarbeit',
        viewer: 'Lesen',
      },
      scope: { organization: 'Organisation', workspace: 'Arbeitsbereich' },
    },
  },
  lapel: {
    organization: {
      usage: 'Verbrauch in diesem Monat',
      workspaces: 'Arbeitsbereiche',
      members: 'Mitglieder',
      submissions_short: '%{used} von %{limit}',
    },
  },
}
